/** Why a page or a source stands as it does, in plain words. German is the source. */
export const messagesDe = {
  reasons: {
    // Website as a whole
    'lost-pages':
      'Mehr als die Hälfte der Seiten war nicht mehr da. Der alte Stand bleibt, bis jemand nachgesehen hat.',
    unreachable: 'Die Website ist nicht zu erreichen. Der alte Stand bleibt.',
    'page-limit': 'Die Höchstzahl an Seiten ist erreicht; weitere Seiten wurden nicht gelesen.',
    'robots-unreachable': 'Die robots.txt ist nicht zu bekommen. Solange darf die Website nicht gelesen werden.',
    // Refused
    robots: 'Die robots.txt der Website erlaubt das Lesen nicht.',
    noindex: 'Die Seite will nicht gefunden werden (noindex).',
    redirect: 'Die Seite leitet auf eine andere Adresse weiter.',
    'redirect-outside': 'Die Seite leitet auf eine andere Website weiter.',
    'redirect-loop': 'Die Seite leitet auf sich selbst weiter.',
    'too-many-redirects': 'Die Seite leitet zu oft weiter.',
    duplicate: 'Dieselbe Seite gibt es unter einer anderen Adresse.',
    type: 'Das ist keine Seite und kein lesbares Dokument.',
    'too-large': 'Zu groß.',
    encoding: 'Der Server schickt die Seite in einer unbekannten Verpackung.',
    unreadable: 'Die Seite ließ sich nicht auswerten.',
    'address-scheme': 'Nur Adressen mit http und https werden gelesen.',
    'address-user': 'Adressen mit Benutzernamen werden nicht gelesen.',
    'address-port': 'Dieser Port wird nicht gelesen.',
    'address-internal': 'Die Adresse führt in ein internes Netz. Die IT-Leitung kann das erlauben (CRAWL_INTERNAL=on).',
    'document-encrypted': 'Das Dokument ist mit einem Passwort geschützt.',
    'document-broken': 'Das Dokument ist beschädigt.',
    'document-too-large': 'Das Dokument ist zu groß.',
    'document-timeout': 'Das Dokument war nicht in vertretbarer Zeit zu lesen.',
    'document-no-text': 'Das Dokument enthält keinen Text, zum Beispiel nur eingescannte Bilder.',
    'document-unsupported': 'Diese Art von Dokument wird nicht gelesen.',
    // Gone
    'not-linked': 'Keine Seite verweist mehr darauf, und in der Sitemap steht sie auch nicht.',
    'not-in-list': 'Steht nicht mehr in der Liste.',
    // Failed
    timeout: 'Der Server hat nicht rechtzeitig geantwortet.',
    dns: 'Den Namen des Servers gibt es nicht.',
    connection: 'Die Verbindung kam nicht zustande oder brach ab.',
    certificate: 'Das Zertifikat des Servers ist nicht gültig.',
    'broken-encoding': 'Der Server hat eine beschädigte Antwort geschickt.',
    'headers-too-large': 'Die Antwort des Servers ist fehlerhaft.',
    'redirect-without-target': 'Die Weiterleitung nennt kein Ziel.',
  },
  httpStatus: (status: string) => `Der Server antwortete mit ${status}.`,
};

export type Messages = typeof messagesDe;
