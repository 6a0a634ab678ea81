/**
 * Words from which the compounds of German administration are built. Our own list, so that compounds are split on a website
 * of a few pages too; on a larger one the words of its pages matter more.
 */
import { foldWord } from './fold-word.ts';

function words(list: string): ReadonlySet<string> {
  const folded = new Set(list.split(/\s+/).filter(Boolean).map(foldWord));
  // "versicherungs" beside "versicherung": the linking s is found without it.
  for (const word of folded) if (word.endsWith('s') && folded.has(word.slice(0, -1))) folded.delete(word);
  return folded;
}

/** Folded. Words of four letters and more. */
export const ADMINISTRATIVE_WORDS = words(`
  abfall abfälle abfuhr abholung abgabe abgaben ablauf ablesung abmeldung abnahme abrechnung abschluss abschrift abstand abstimmung abteilung abwasser
  adoption adresse akte akten aktion alarm alkohol alter alten altersheim ampel anerkennung anfrage angebot angelegenheit angehörige
  anhörung anlage anlagen anleitung anliegen anlieger anmeldung annahme anschluss anschrift anspruch anstalt antrag anträge anwalt anwohner
  anzeige apotheke arbeit arbeiten arbeitgeber arbeitnehmer archiv artikel arzt ärzte asyl aufenthalt auffang aufgabe aufgaben aufnahme aufsicht auftrag
  ausbau ausbildung ausfuhr ausgabe auskunft ausland ausländer ausnahme ausschreibung ausschuss außen ausstellung austritt ausweis auszug
  auto autobahn bäder bahn bahnhof balkon bank bargeld baum bäume beamte beauftragte becken bedarf bedarfs befreiung begleitung beginn behandlung
  behinderte behinderten behinderung behörde behörden beihilfe beirat beitrag beiträge bekanntmachung belastung beleg beleuchtung benutzung
  beratung berater berechtigung bereich bericht beruf berufs bescheid bescheinigung beschluss beschwerde besitz besitzer bestattung besuch
  beteiligung betreuung betreuer betrieb betriebs bewilligung bewohner bewerbung bezahlung bezirk bezug bibliothek bildung bildungs biomüll blatt
  blinden bogen boden börse brand brenn brief briefe broschüre brücke brücken brunnen buch bücher bücherei bühne bund bundes büro bürger
  bürgeramt bürgerbüro bürgermeister bürgerschaft bürgersteig bußgeld camping container daten datenschutz denkmal deutsch dienst dienste
  dienstleistung dokument dorf durchfahrt ehe ehren ehrenamt eigentum eigentümer einbürgerung eingliederung einkommen einkommens einlass einrichtung
  einsatz einschulung einsicht einspruch eintrag eintragung eintritt einwilligung einwohner einzug eltern elterngeld elektro emission
  empfang energie engagement entgelt entgeltordnung entlassung entschädigung entscheidung entsorgung entwässerung entwicklung entwurf erbe erben erb
  erfassung ergebnis erhebung erhöhung erholung erklärung erlaubnis erlass ermäßigung ermittlung ernährung eröffnung ersatz erst erstattung
  erteilung erwachsene erwerb erzieher erziehung erziehungs fach fähigkeit fahrer fahrerlaubnis fahrrad fahrräder fahrt fahrten fahrverbot fahrzeug fahrzeuge fall
  familie familien fassung feier feiern ferien fernwärme fest feste festsetzung feststellung feuer feuerwehr feuerwerk film finanz finanzen firma
  fisch fischerei fläche flächen fleisch flüchtling flüchtlinge flug förder förderung form formular forst forum frage fragebogen frauen
  freibad freigabe freistellung freizeit fremd friedhof frist fristen frist führer führerschein führung führungszeugnis fund fundbüro funk fußgänger
  futter garage garten gärten gastronomie gast gäste gaststätte gebäude gebiet gebrauch gebühr gebühren geburt geburts gefahr gefahren gefährdung
  gehweg geist gelände geld gelder gemeinde gemeinden gemeinderat genehmigung genehmigungs genossenschaft gericht gerichts gesamt geschäft geschäfte
  geschenk geschichte geschwindigkeit gesellschaft gesetz gesundheit gesundheits getränke gewalt gewässer gewerbe gewerbesteuer gewicht gift glas
  gleichstellung grab gräber graben grenze grün grund grundbuch grundschule grundsteuer grundstück grundstücke gruppe gruppen gutachten gutschein gymnasium
  hafen haftung hallen halle hallenbad halter haltestelle haltung handel handels handlung handwerk handwerks haupt haus hausmüll häuser haushalt haushalts
  hebesatz hebamme heil heim heimat heirat heiz heizung hilfe hilfen hilfs hinter hinweis hinweise hoch hochschule hochwasser hochzeit holz hort hotel hunde hundesteuer
  hygiene identität immission immobilie impf impfung impfungen information informationen initiative innen innenstadt insekten insolvenz instandhaltung integration
  integrations internet inventar jagd jahr jahre jahres jubiläum jugend jugendamt jugendliche jugendschutz kabel kalender kamera kanal kanalisation kanzlei kapelle karte karten
  kartei kasse kassen katalog kataster katastrophe katze katzen kaution keller kehr kenn kennzeichen kind kinder kindergarten kindergeld kindertagesstätte kino kirche kirchen
  klage klasse klassen kleider klein klima klinik klub kommission kommune kommunal kommunen konferenz kontakt konto kontrolle konzept konzert konzession koordination kosten
  kraft kraftfahrzeug kranke kranken krankenhaus krankenkasse krankheit krankheits kredit kreis kreise krieg kriegs krise krippe küche kultur kunde kunden kunst kurs kurse küste
  laden läden lager land landes länder landrat landratsamt landschaft landwirtschaft lärm lauf leben lebens lebensmittel leder lehre lehrer lehrgang leistung
  leistungen leistungs leiter leitung lern lesung licht liefer liegenschaft linie liste listen lizenz löschung lokal luft luftballon mängel mangel mahnung makler mann märkte markt
  marke maschine maßnahme maßnahmen material medien medizin meister meldebehörde meldebescheinigung meldung melde menschen miete mieter miet migration milch minderjährige mitarbeiter
  mitglied mitglieder mittag mittel mobil mobilität moschee motor müll müllabfuhr mülltonne münze museum musik musikschule mutter mütter nachbar nachhilfe nachlass nachmittag
  nachricht nachrichten nachmittags nachricht nacht nachweis nachweise name namen namens natur naturschutz neben neubau niederlassung niederschrift norm notar notdienst notfall nummer nummern nutzer nutzung
  obdach obdachlose obdachlosen objekt öffentlich öffnung öffnungszeiten ordnung ordnungs ordnungsamt organisation original orte orts ortschaft osten paket papier papiertonne papiere park parken
  parkausweis parkplatz parkplätze partei partner partnerschaft pass passage passbild patent patienten pauschale person personal personalausweis personen personenstand petition pfand pferde pflanzen
  pflege pflegeheim pflegegeld pflegekasse pflicht pflichten pilz pläne planung plakat planung platz plätze polizei portal post postfach praktikum praxis preis preise presse privat probe produkt programm
  projekt protokoll prozess prüfung prüfungs psychiatrie quartier quittung radweg rathaus rats raum räume rauch reaktion rechnung rechnungs recht rechte rechts recycling reform regel regelung regen
  regierung region register reinigung reise reisepass reisegewerbe reiten religion rente renten rentner reparatur reservierung restaurant restmüll rettung rettungs richtlinie risiko rohr rolle rollstuhl roller rücken rückgabe
  rückschnitt ruhe ruhestand rundfunk saal sachen sammel sammlung sammelstelle sanierung satzung satzungen schaden schäden schadstoff schadstoffe schalter schein schenkung schieds schiff schild schilder schlichtung schloss
  schlüssel schmutz schnee schornstein schreiben schrift schüler schul schule schulen schuld schulden schuldner schulung schutz schwanger schwangere schwangerschaft schwerbehinderte schwerbehinderten schwimm schwimmbad seelsorge sekretariat
  selbst selbsthilfe senioren sicher sicherheit sicherheits sicherung sitz sitzung sitzungen sommer sonder sonn sonntag sorge sorgen sorgerecht sozial sozialamt sozialhilfe sparkasse spende sperr sperrmüll sperrung spiel spiele
  spielplatz spielhalle sport sportplatz sprache sprachen sprach sprechstunde sprecher staat staats staatsangehörigkeit stadt stadtrat städte stadtteil stadtwerke stamm stand standes standesamt ständer
  standort start station statistik stätte stau stelle stellen stellplatz stell steuer steuern steuernummer stift stiftung stimme stipendium stoff strafe strafen straf straße straßen straßenbahn straßenlaterne strecke streit strom
  struktur studenten studien studierende studium stück stunde stunden suche sucht system tabelle tafel tage tages tagesmutter tagespflege tagung tankstelle tanz tarif tarife tätigkeit taxi team technik teil teile teilhabe teilnahme
  teilzeit telefon teppich termin termine test testament theater themen ticket tiere tier tierarzt tierheim titel tochter toilette tonne tonnen touristen tourismus träger trauer trauung treffen treff trennung treppe trinkwasser turn turnhalle
  übergang übergabe übermittlung übernahme übernachtung übersetzung übersicht überwachung überweisung umbau umfrage umgang umland umlage ummeldung umsatz umschreibung umwelt umzug umzugs unfall unfälle universität unternehmen unterhalt unterhalts unterkunft
  unterkünfte unterlage unterlagen unterricht unterschrift unterstützung untersuchung urkunde urkunden urlaub vater väter veranstalter veranstaltung veranstaltungen verband verbot verbrauch verbraucher verein vereine vereinigung verfahren verfassung vergabe vergleich vergnügung vergütung
  verhältnis verkauf verkäufe verkehr verkehrs verlängerung verlag verlust vermessung vermietung vermittlung vermögen veröffentlichung verordnung verpflegung versammlung versand versicherung versicherungs versorgung versteigerung vertrag verträge vertretung verwaltung
  verwaltungs verwandte verwarnung verzeichnis verzicht volk volks volkshochschule vollmacht vorhaben vorlage vorname vormund vormundschaft vorrat vorschrift vorschlag vorsorge vorstand vortrag waffe waffen wagen wahl wahlen wähler wahlschein wald wander wappen ware waren wärme warnung wartung wasser
  wechsel wege weihnachten weihnachts weiterbildung werbe werbung werk werke werkstatt wert werte wertstoff wertstoffe wertstoffhof wesen wetter widerruf widerspruch wiese winter winterdienst wirtschaft wirtschafts witwen woche wochen wochenende wochenmarkt wohn wohnen wohngeld wohnraum wohnsitz wohnung wohnungen wohnungs wunsch
  zahl zahlen zahlung zähler zahn zaun zeichen zeichnung zeit zeiten zeitung zelt zentral zentrale zentrum zertifikat zettel zeuge zeugnis zeugnisse ziel zigaretten zimmer zins zins zivil zone zonen zoll zubehör zufahrt zugang zulage zulassung zulassungs zuschlag zuschuss zuschüsse zuständigkeit zustand zustellung zustimmung zuwanderung zuwendung zweck
  zweit zweitwohnung zwischen
  anwendung beförderung schwierigkeit schwierigkeiten training abitur abiturienten altglas altkleider altpapier altersgrenze ambulanz aushilfe bauamt bauantrag bauhof bauherr bauplatz baustelle bebauung becher beerdigung berechnung berufsschule beurkundung blut bürgerentscheid bürgerbegehren bürgerversammlung deponie
  digital dolmetscher drogen ehrung einladung einschreibung einzahlung erzieherin existenz existenzgründung fassade fahrschule fahrkarte fahrplan fahrgast familienkasse feinstaub flohmarkt fortbildung frühförderung gefängnis gelbe gründung hausarzt heimleitung hundehalter impfpass
  infektion inklusion jobcenter kaminkehrer kirchweih kompost krankengeld krankschreibung kündigung kurzzeit lastschrift laterne lebenslauf lohn mahlzeit masern menü mindestlohn minijob mundart nachlassgericht neugeborene notruf nachteil parkschein pension pendler
  psychologe rabatt ratgeber rechtsanwalt rollator rundgang schnell schwimmkurs schöffe schülerbeförderung sperrzeit sprachkurs studentenwerk streusalz tagesstätte tiefgarage tierhaltung trinken umweltamt unterschriften vater verdienst verlust vordruck wasserzähler witterung wohngruppe zirkus zulage zuzug
`);

/** Folded. Parts of three letters, which are allowed only from this list. */
export const SHORT_PARTS = words(`
  amt amts arm arzt bad bau bio bus ehe eid eis erb fax fuß fuss gas hof hör hut job kfz kur lkw mai not ort park pkw post rad rat reh rot see tag tal
  tat tee tod ton tor tür uhr vhs weg wild wohn zug zoo
`);
