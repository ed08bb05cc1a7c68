namespace Waziup.Ngsi.Tests.Fuzz;

/// <summary>Good bodies of requests, from which bad ones are made.</summary>
internal static class Bodies
{
    /// <summary>Whole entities: all kinds, forms and members.</summary>
    public static readonly string[] Entities =
    [
        """{"id":"urn:ngsi-ld:T:1","type":"T","a":1,"b":{"type":"Property","value":{"x":1,"y":[1,2,{"z":null}]},"unitCode":"CEL","observedAt":"2026-01-01T00:00:00.5Z"}}""",
        """{"@id":"urn:ngsi-ld:T:1","@type":["T","U"],"scope":["/a/b","/c"],"expiresAt":"2030-01-01T00:00:00Z","location":{"type":"Point","coordinates":[1,2]}}""",
        """{"id":"urn:ngsi-ld:T:1","type":"T","a":[{"type":"Property","value":1},{"type":"Property","value":2,"datasetId":"urn:d:1","expiresAt":"2031-01-01T00:00:00Z"}]}""",
        """{"id":"urn:ngsi-ld:T:1","type":"T","r":{"type":"Relationship","object":["urn:x:1","urn:x:2"],"objectType":["T","U"],"since":{"value":"2026-01-01T00:00:00Z","valueType":"DateTime"}}}""",
        """{"id":"urn:ngsi-ld:T:1","type":"T","l":{"type":"LanguageProperty","languageMap":{"en":"tank","de":["Tank","Kessel"],"@none":"x"},"valueType":"langString"},"v":{"vocab":["k","ex:m"]}}""",
        """{"id":"urn:ngsi-ld:T:1","type":"T","lp":{"type":"ListProperty","valueList":[1,"two",[3],{"four":4}]},"lr":{"objectList":["urn:x:1",{"object":"urn:x:2"}]},"j":{"json":{"type":"x","@context":1,"n":null}}}""",
        """{"id":"urn:ngsi-ld:T:1","type":"T","a":{"value":1,"q":{"value":0.9,"w":{"object":"urn:x:1","z":[{"value":1},{"value":2,"datasetId":"urn:d:2"}]}},"ngsildproof":{"type":"Property","value":{"type":"p"},"entityIdSealed":"urn:ngsi-ld:T:1","entityTypeSealed":"T"}}}""",
        """{"id":"urn:ngsi-ld:T:1","type":"ex:T","b\u0061":{"value":"\ud83d\ude00 \" \\ \u0001"},"ex:c":{"type":"GeoProperty","value":"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,0]]]}"},"Gerät":true}""",
    ];

    /// <summary>Fragments, and attributes alone: with deletions, in normalized, concise and simplified form.</summary>
    public static readonly string[] Subscriptions =
    [
        """{"id":"urn:ngsi-ld:Subscription:1","type":"Subscription","entities":[{"type":"Never"}],"isActive":false,"notification":{"endpoint":{"uri":"http://r.example/a"}}}""",
        """
        {"type":"Subscription","subscriptionName":"n","description":"d","entities":[{"type":"T|U;V","id":["urn:x:y","urn:x:z"]},{"type":"*","idPattern":"^urn"}],
         "watchedAttributes":["a","l"],"notificationTrigger":["entityCreated","attributeDeleted"],"q":"a>1;!b|c~=\"x\"","scopeQ":"/a/#","throttling":0.5,
         "geoQ":{"georel":"near;maxDistance==5","geometry":"Point","coordinates":[1,2],"geoproperty":"g"},"datasetId":["@none","urn:d:1"],"lang":"en","localOnly":true,
         "notification":{"attributes":["a"],"format":"concise","sysAttrs":true,"showChanges":true,
           "endpoint":{"uri":"http://r.example/","accept":"application/ld+json","timeout":100,"cooldown":5,"receiverInfo":[{"key":"X-A","value":"b"}],"notifierInfo":[{"key":"k","value":"v"}]}}}
        """,
        """{"type":"Subscription","entities":[{"type":"T"}],"timeInterval":5,"expiresAt":"2030-01-01T00:00:00Z","ngsildConformance":"1.6","notification":{"pick":["id","r{a}"],"omit":["b"],"join":"inline","joinLevel":2,"format":"keyValues","endpoint":{"uri":"https://r.example/","accept":"application/geo+json"}}}""",
        """{"isActive":true,"throttling":null,"q":"a==1","expandValues":"a,b","jsonKeys":["j"],"csf":"a==1","jsonldContext":null,"notification":{"endpoint":{"uri":"http://r.example/b"}}}""",
    ];

    public static readonly string[] Fragments =
    [
        """{"a":"urn:ngsi-ld:null","b":{"value":{"x":"urn:ngsi-ld:null","y":{"n":1}},"unitCode":"urn:ngsi-ld:null"},"scope":"/d"}""",
        """{"type":"V","a":[{"value":"urn:ngsi-ld:null","datasetId":"urn:d:1"},{"value":5}],"l":{"languageMap":{"de":"urn:ngsi-ld:null","fr":"cuve"}}}""",
        """{"l":{"languageMap":{"@none":"urn:ngsi-ld:null"}},"lp":{"valueList":["urn:ngsi-ld:null"]},"lr":{"objectList":[{"object":"urn:ngsi-ld:null"}]},"expiresAt":"urn:ngsi-ld:null","scope":"urn:ngsi-ld:null"}""",
        """{"a":{"q":{"value":2,"w":"urn:ngsi-ld:null"},"observedAt":"2026-02-01T00:00:00Z"},"r":{"object":"urn:x:9","since":"urn:ngsi-ld:null"}}""",
        """{"a":7,"b":{"x":2},"r":["urn:x:3","urn:x:4"],"l":"Kessel","v":{"vocab":"z"},"lp":[1,2],"lr":["urn:x:5"],"j":{"json":[1]},"location":{"type":"Point","coordinates":[3,4]}}""",
        """{"value":3,"unitCode":"FAR","q":"urn:ngsi-ld:null"}""",
        """{"type":"Property","value":3,"datasetId":"urn:d:1","observedAt":"2026-01-01T00:00:00Z"}""",
        """{"type":"Relationship","object":"urn:x:7"}""",
    ];

    /// <summary>Entities with their past: several instances of the same attribute, deletions, scopes.</summary>
    public static readonly string[] Histories =
    [
        """{"id":"urn:ngsi-ld:T:1","type":"T","a":[{"type":"Property","value":1,"observedAt":"2025-06-01T10:00:00Z"},{"type":"Property","value":2,"observedAt":"2025-06-01T11:00:00Z","datasetId":"urn:d:1"}]}""",
        """{"id":"urn:ngsi-ld:T:1","type":"T","a":[{"type":"Property","value":"urn:ngsi-ld:null","deletedAt":"2025-06-01T12:00:00Z"},{"value":7,"observedAt":"2026-01-01T00:00:00Z","q":{"value":0.9}}]}""",
        """{"id":"urn:ngsi-ld:T:1","type":"T","scope":[{"type":"Property","value":"/a","observedAt":"2025-06-01T10:00:00Z"},{"type":"Property","value":["/b","/c/d"],"observedAt":"2025-07-01T00:00:00Z"}]}""",
        """{"id":"urn:ngsi-ld:T:1","type":"T","r":[{"type":"Relationship","object":"urn:x:1","observedAt":"2025-06-01T10:00:00Z"}],"l":[{"languageMap":{"en":"x"},"observedAt":"2025-06-01T10:00:00Z"},{"languageMap":{"@none":"urn:ngsi-ld:null"},"deletedAt":"2025-06-01T11:00:00Z"}]}""",
        """{"id":"urn:ngsi-ld:T:1","type":["T","U"],"b":[{"value":1},{"value":2},{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]},"observedAt":"2099-01-01T00:00:00Z"}],"expiresAt":"2031-01-01T00:00:00Z"}""",
    ];

    /// <summary>An attribute with one instance, as it takes the place of one in the past.</summary>
    public static readonly string[] Instances =
    [
        """{"a":{"type":"Property","value":3,"observedAt":"2025-06-01T10:00:00Z","unitCode":"CEL"}}""",
        """{"a":[{"type":"Property","value":{"x":[1,2]},"observedAt":"2026-01-01T00:00:00Z","q":{"value":1}}]}""",
        """{"a":[{"type":"Relationship","object":"urn:x:1"}]}""",
        """{"a":{"value":"text","instanceId":"urn:x:1","createdAt":"2025-01-01T00:00:00Z","modifiedAt":"2025-01-01T00:00:00Z"}}""",
    ];

    /// <summary>What is thrown into them.</summary>
    public static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\\udc00", "\\u0000", "\0", "\uFEFF", "\u202E", "null", "true", "1e999", "-0", "1E400", "-", "01", "0.",
        "\"urn:ngsi-ld:null\"", "\"@none\"", "\"type\":\"Property\",", "\"type\":\"Relationship\",", "\"value\":1,", "\"object\":\"urn:x:1\",",
        "\"datasetId\":\"urn:d:1\",", "\"datasetId\":\"@none\",", "\"observedAt\":\"2026-01-01T00:00:00Z\",", "\"unitCode\":\"CEL\",", "\"@context\":{},",
        "\"json\":{},", "\"languageMap\":{\"en\":\"x\"},", "\"vocab\":\"k\",", "\"valueList\":[],", "\"objectList\":[],", "\"scope\":\"/x\",", "\"id\":\"urn:x:1\",",
        "\"https://uri.etsi.org/ngsi-ld/value\":2,", "\"\":", "\"a\":", "{\"a\":", "[[[[", "]]]]", "\"2026-02-30T00:00:00Z\"", "\"quote\":1,", "\"bad\":1,", "\"alias\":1,",
    ];
}
