/** Larger German towns, to tell a question about another town. A name that is also a common word ("Essen", "Hof", "Hagen") is marked by `*`: it counts only after "in der Stadt" and the like. */
const NAMES = `
  Aachen Aalen Ahlen Albstadt Ansbach Arnsberg Aschaffenburg Augsburg Bad~Homburg Bad~Salzuflen Baden-Baden Bamberg Bayreuth Bergheim
  Bergisch~Gladbach Bergkamen Berlin Bielefeld Bocholt Bochum Bonn Bottrop Brandenburg Braunschweig Bremen Bremerhaven Castrop-Rauxel Celle
  Chemnitz Coburg Cottbus Cuxhaven Darmstadt Delmenhorst Dessau Detmold Dinslaken Dormagen Dorsten Dortmund Dresden Duisburg Düren
  Düsseldorf Eisenach Elmshorn Emden Erfurt Erlangen Eschweiler Essen* Esslingen Euskirchen Flensburg Frankfurt Frechen Freiberg Freiburg
  Friedrichshafen Fulda Fürth Garbsen Gelsenkirchen Gera Germering Gießen Gladbeck Goslar Göppingen Görlitz Göttingen Greifswald Grevenbroich
  Gronau Gummersbach Gütersloh Hagen* Halberstadt Halle Hamburg Hameln Hamm* Hanau Hannover Hattingen Heidelberg Heidenheim Heilbronn
  Herford Herne Herten Hilden Hildesheim Hof* Hürth Ibbenbüren Ingolstadt Iserlohn Jena Kaiserslautern Kamen Karlsruhe Kassel Kaufbeuren
  Kempten Kerpen Kiel Kleve Koblenz Köln Konstanz Krefeld Landau Landshut Langenfeld Langenhagen Leipzig Leonberg Leverkusen Lingen
  Lippstadt Ludwigsburg Ludwigshafen Lübeck Lüdenscheid Lüneburg Lünen Magdeburg Mainz Mannheim Marburg Marl Meerbusch Memmingen Menden
  Minden Moers Mönchengladbach Mülheim München Münster Nettetal Neubrandenburg Neumünster Neunkirchen Neuss Neustadt* Neuwied Norderstedt Nordhausen Nordhorn
  Nürnberg Oberhausen Oer-Erkenschwick Offenbach Offenburg Oldenburg Oranienburg Osnabrück Paderborn Passau Peine Pforzheim Pirmasens Plauen Potsdam
  Pulheim Rastatt Ratingen Ravensburg Recklinghausen Regensburg Remscheid Reutlingen Rheine Rosenheim Rostock Rüsselsheim Saarbrücken
  Saarlouis Salzgitter Schwabach Schweinfurt Schwerin Siegburg Siegen* Sindelfingen Singen* Solingen Speyer Stade Stolberg Stralsund Straubing
  Stuttgart Suhl Trier Troisdorf Tübingen Ulm Unna Velbert Viersen Villingen-Schwenningen Waiblingen Weiden* Weimar Wesel Wetzlar Wiesbaden
  Wilhelmshaven Willich Witten Wittenberg Wolfenbüttel Wolfsburg Worms Wuppertal Würzburg Zweibrücken Zwickau
  Wien Zürich Salzburg Bern Basel Graz Paris London Cologne Munich Nuremberg Hanover Vienna Zurich Brunswick
`;

export interface TownName {
  name: string;
  /** The name is a common word, too. */
  ambiguous: boolean;
}

export const GERMAN_TOWNS: readonly TownName[] = NAMES.split(/\s+/)
  .filter(Boolean)
  .map((entry) => ({ name: entry.replace('*', '').replaceAll('~', ' '), ambiguous: entry.endsWith('*') }));
