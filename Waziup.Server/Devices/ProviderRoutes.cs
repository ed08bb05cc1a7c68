using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Sensors;
using Waziup.Ngsi.Sensors.Pulling;

namespace Waziup.Server.Devices;

/// <summary>Providers of data are put, and tried.</summary>
internal sealed class ProviderRoutes(DataProviders providers)
{
    /// <summary>The operations.</summary>
    public IEnumerable<HostRoute> Routes =>
    [
        new("PUT", "providers/{provider}", PutAsync) { Body = HostBody.Json, CreatesTenant = true },
        new("POST", "providers/{provider}/tries", TryAsync) { Body = HostBody.Json },
    ];

    private async ValueTask<HostAnswer> PutAsync(HostRequest request, CancellationToken cancel)
    {
        var name = request.Values[0];
        var isNew = await providers.PutAsync(request.Tenant, request.Caller, name, request.ReadJson(), cancel);
        return new HostAnswer(isNew ? StatusCodes.Status201Created : StatusCodes.Status204NoContent)
        {
            Location = isNew ? $"{NgsiLdApplicationBuilderExtensions.Root}/entities/{Uri.EscapeDataString($"urn:ngsi-ld:Provider:{Uri.EscapeDataString(name)}")}" : null,
        };
    }

    private async ValueTask<HostAnswer> TryAsync(HostRequest request, CancellationToken cancel) =>
        new(StatusCodes.Status200OK, Text(await providers.TryAsync(request.Tenant, request.Caller, request.Values[0], request.ReadJson(), cancel)));

    private static JsonObject Text(ProviderTrial tried)
    {
        var text = new JsonObject { ["rows"] = tried.Rows, ["readings"] = tried.Count, ["first"] = new JsonArray([.. tried.First.Select(Text)]), ["leftOut"] = tried.LeftOut };
        if ((tried.Error ?? tried.Why) is { } why)
            text[tried.Error is null ? "why" : "error"] = why;
        return text;
    }

    private static JsonObject Text(Reading reading)
    {
        var text = new JsonObject { ["sensor"] = reading.Sensor, ["value"] = JsonNode.Parse(reading.Value.GetRawText()) };
        if (!reading.Time.IsNone)
            text["time"] = reading.Time.ToString();
        return text;
    }
}
