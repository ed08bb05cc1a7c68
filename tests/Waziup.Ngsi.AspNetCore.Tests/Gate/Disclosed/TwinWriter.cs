namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Writes the same into two brokers but for what is secret, which each gets from a dice of its own: values, and how many changes, in which order.</summary>
sealed class TwinWriter(TwinWorld world, Random secret)
{
    /// <summary>Creates a reading; what is hidden of it may be there or not.</summary>
    public async Task CreateAsync(Drawn drawn, string shared)
    {
        var type = drawn.Id.Split(':')[2];
        var raw = secret.Next(2) == 0 ? $",{{\"type\":\"Property\",\"value\":{secret.Next(100)},\"datasetId\":\"urn:d:raw\"}}" : "";
        var note = secret.Next(2) == 0 ? Note() + "," : "";
        await world.RootAsync("POST", "/entities", $$"""
            {"id":"{{drawn.Id}}","type":"{{type}}",{{note}}{{drawn.NumValue(secret)}},{{drawn.Location(secret)}},{{drawn.Crop(secret)}},
             "owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:{{world.Renamed(drawn.Owner)}}"},
             "soil":{"type":"Property","value":3,"calibration":{"type":"Property","value":{{secret.Next(9)}} } },
             "depth":[{"type":"Property","value":2}{{raw}}],{{shared}}}
            """);
    }

    /// <summary>Changes that nobody but root may notice; none, one or several.</summary>
    public async Task HideAsync(List<Drawn> readings)
    {
        for (var left = secret.Next(4); left > 0; left--)
        {
            var drawn = readings[secret.Next(readings.Count)];
            var path = $"/entities/{drawn.Id}/attrs";
            switch (secret.Next(8))
            {
                case 0 or 1:
                    await world.RootAsync("POST", path, $"{{{Note()}}}");
                    break;
                case 2:
                    await world.RootAsync("DELETE", $"{path}/note?deleteAll=true", null);
                    break;
                case 3:
                    await world.RootAsync("POST", path, $"{{\"depth\":{{\"type\":\"Property\",\"value\":{secret.Next(100)},\"datasetId\":\"urn:d:raw\"}}}}");
                    break;
                case 4:
                    await world.RootAsync("DELETE", $"{path}/depth?datasetId=urn:d:raw", null);
                    break;
                case 5 when drawn.IsThere:
                    await world.RootAsync("PATCH", path, $"{{{Drawn.Pick(secret, drawn.NumValue(secret), drawn.Location(secret), drawn.HasCrop ? drawn.Crop(secret) : drawn.NumValue(secret))}}}");
                    break;
                case 6:
                    await world.RootAsync("POST", "/entityOperations/upsert", $$"""
                        [{"id":"urn:ngsi-ld:Vault:{{secret.Next(3)}}","type":["Vault","Reading"],{{drawn.NumValue(secret)}},{{drawn.Location(secret)}},"secretive":{"type":"Property","value":1} }]
                        """);
                    break;
                default:
                    await world.RootAsync("POST", "/entityOperations/upsert", $$"""
                        [{"id":"urn:ngsi-ld:Private:{{secret.Next(7, 9)}}","type":"Private","owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:ama"},{{drawn.Crop(secret)}} }]
                        """);
                    break;
            }
        }
    }

    /// <summary>A change that everybody may notice, as far as it is shown.</summary>
    public Task ShowAsync(Drawn drawn, string kind, Random shared) => kind switch
    {
        "value" => AttributesAsync(drawn, drawn.NumValue(secret)),
        "place" => AttributesAsync(drawn, drawn.Location(secret)),
        "crop" => AttributesAsync(drawn, $"{drawn.Crop(secret)},{drawn.NumValue(secret)}"),
        "soil" => AttributesAsync(drawn, $$"""
            "soil":{"type":"Property","value":{{shared.Next(5)}},"calibration":{"type":"Property","value":{{secret.Next(9)}}} }
            """),
        "depth" => AttributesAsync(drawn, $$"""
            "depth":{"type":"Property","value":{{shared.Next(5)}} }
            """),
        "level" => AttributesAsync(drawn, $$"""
            "level":{"type":"Property","value":{{shared.Next(5)}} }
            """),
        "pulse" => AttributesAsync(drawn, $$"""
            "pulse":{"type":"Property","value":{{shared.Next(5)}},"observedAt":"{{world.Now:yyyy-MM-ddTHH:mm}}:{{secret.Next(60):00}}Z"}
            """),
        "scope" => AttributesAsync(drawn, $"\"scope\":\"/farm/f{shared.Next(3)}\""),
        "owner" => AttributesAsync(drawn, $$"""
            "owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:{{world.Renamed(drawn.Owner)}}"}
            """),
        "past" => world.RootAsync("POST", $"/temporal/entities/{drawn.Id}/attrs", $"{{{Drawn.Past(shared, secret)}}}"),
        "drop" => world.RootAsync("DELETE", $"/entities/{drawn.Id}/attrs/{Drawn.Pick(shared, "level", "label")}", null),
        "uncrop" => world.RootAsync("DELETE", $"/entities/{drawn.Id}/attrs/crop", null),
        _ => world.RootAsync("DELETE", $"/entities/{drawn.Id}", null),
    };

    private Task AttributesAsync(Drawn drawn, string attributes) => world.RootAsync("POST", $"/entities/{drawn.Id}/attrs", $"{{{attributes}}}");

    private string Note() => $$"""
        "note":{"type":"Property","value":{{Drawn.Pick(secret, "\"apple\"", "\"maize\"", "5", "true", "[1,2]")}},"observedAt":"2025-06-01T1{{secret.Next(10)}}:00:00Z"}
        """;
}
