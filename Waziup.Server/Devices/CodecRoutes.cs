using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Sensors.Bridge;

namespace Waziup.Server.Devices;

/// <summary>Codecs that are scripts. Where callers say who they are, administrators of the tenant write them: a script runs for whoever sends.</summary>
internal sealed class CodecRoutes(DeviceBridge bridge, PolicyBook? policies)
{
    /// <summary>The operations.</summary>
    public IEnumerable<HostRoute> Routes => [new("PUT", "codecs/{codec}", PutAsync) { Body = HostBody.Json, CreatesTenant = true }];

    private async ValueTask<HostAnswer> PutAsync(HostRequest request, CancellationToken cancel)
    {
        policies?.Check(request.Caller, request.Tenant, "codecs");
        var name = Payloads.Named(request.Values[0]);
        var isNew = await bridge.PutCodecAsync(request.Tenant, request.Caller, name, request.ReadJson(), cancel);
        return new HostAnswer(isNew ? StatusCodes.Status201Created : StatusCodes.Status204NoContent)
        {
            Location = isNew ? $"{NgsiLdApplicationBuilderExtensions.Root}/entities/{Uri.EscapeDataString($"urn:ngsi-ld:Codec:{Uri.EscapeDataString(name)}")}" : null,
        };
    }
}
