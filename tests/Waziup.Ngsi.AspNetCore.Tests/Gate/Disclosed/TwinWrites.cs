namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Writes at random of somebody who may write little; what is refused must not tell why it would have failed otherwise.</summary>
static class TwinWrites
{
    private static readonly string[] Fragments =
    [
        "\"label\":{\"type\":\"Property\",\"value\":\"b\"}", "\"level\":{\"type\":\"Property\",\"value\":9}", "\"numValue\":{\"type\":\"Property\",\"value\":1}",
        "\"note\":{\"type\":\"Property\",\"value\":1}", "\"note\":{\"type\":\"Property\",\"value\":\"urn:ngsi-ld:null\"},\"label\":{\"type\":\"Property\",\"value\":\"c\"}",
        "\"depth\":{\"type\":\"Property\",\"value\":1,\"datasetId\":\"urn:d:raw\"}", "\"owner\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Person:kofi\"}",
        "\"crop\":{\"type\":\"Property\",\"value\":\"urn:ngsi-ld:null\"},\"level\":{\"type\":\"Property\",\"value\":3}", "\"scope\":\"/guess\"", "\"secretive\":{\"type\":\"Property\",\"value\":1}",
    ];

    private static readonly string[] Names = ["numValue", "crop", "note", "owner", "soil", "depth", "level", "label", "location", "secretive"];

    public static Probe Next(Random shared)
    {
        var (id, fragment, name) = (TwinScript.Id(shared), Drawn.Pick(shared, Fragments), Drawn.Pick(shared, Names));
        var entity = "/entities/" + id;
        // Who is known by an alias is so for his type; that has a test of its own.
        var type = id[0] == '{' ? "Person" : "Reading";
        return shared.Next(10) switch
        {
            0 => new("PATCH ", entity, $"{{{fragment}}}"),
            1 => new("POST ", $"{entity}/attrs{Drawn.Pick(shared, "", "?options=noOverwrite")}", $"{{{fragment}}}"),
            2 => new("PATCH ", $"{entity}/attrs", $"{{{fragment}}}"),
            3 => new("DELETE ", $"{entity}/attrs/{name}{Drawn.Pick(shared, "", "?datasetId=urn:d:raw", "?deleteAll=true")}"),
            4 => new(Drawn.Pick(shared, "PATCH ", "PUT "), $"{entity}/attrs/{name}",
                $$"""{"type":"Property","value":1{{Drawn.Pick(shared, "", ",\"datasetId\":\"urn:d:raw\"")}}}"""),
            5 => new("PUT ", entity, $$"""{"id":"{{id}}","type":"{{type}}",{{fragment}}}"""),
            6 => new("POST ", $"/entityOperations/{Drawn.Pick(shared, "update", "merge", "update?options=noOverwrite")}", $$"""[{"id":"{{id}}","type":"{{type}}",{{fragment}}}]"""),
            // What it would find by what is hidden must not go.
            7 => new("DELETE ", "/entities?type=Reading,Vault&" + Drawn.Pick(shared, "q=note", "q=note==5&drop=level", "q=soil.calibration>3", "drop=note", "q=numValue==1..3", "q=crop==%22maize%22")),
            8 => new("POST ", "/entityOperations/delete", Drawn.Pick(shared, """["urn:ngsi-ld:Vault:1"]""", """["urn:ngsi-ld:Private:7","urn:ngsi-ld:Reading:99"]""")),
            _ => new("DELETE ", Drawn.Pick(shared, "/entities/urn:ngsi-ld:Vault:1", "/entities/urn:ngsi-ld:Private:7", "/temporal/entities/urn:ngsi-ld:Vault:0", "/temporal/entities/urn:ngsi-ld:Reading:1/attrs/note")),
        };
    }
}
