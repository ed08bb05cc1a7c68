using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Bridge;

namespace Waziup.Server.Devices;

/// <summary>Codecs that are scripts. Where callers say who they are, administrators of the tenant write them: a script runs for whoever sends.</summary>
internal sealed class CodecRoutes(DeviceBridge bridge, PolicyBook? policies)
{
    /// <summary>The operations.</summary>
    public IEnumerable<HostRoute> Routes => [new("PUT", "codecs/{codec}", PutAsync) { Body = HostBody.Json, CreatesTenant = true }];

    private async ValueTask<HostAnswer> PutAsync(HostRequest request, CancellationToken cancel)
    {
        Check(request.Caller, request.Tenant);
        var name = request.Values[0].Length > 0 ? request.Values[0] : throw Payloads.Bad("the name of the codec in the path is empty");
        var isNew = await bridge.PutCodecAsync(request.Tenant, request.Caller, name, request.ReadJson(), cancel);
        return new HostAnswer(isNew ? StatusCodes.Status201Created : StatusCodes.Status204NoContent)
        {
            Location = isNew ? $"{NgsiLdApplicationBuilderExtensions.Root}/entities/{Uri.EscapeDataString($"urn:ngsi-ld:Codec:{Uri.EscapeDataString(name)}")}" : null,
        };
    }

    private void Check(Caller caller, TenantId tenant)
    {
        if (policies is null || policies.Allows(caller, tenant))
            return;
        throw new NgsiLdException(caller.Subject is null && caller.Key is null
            ? NgsiLdErrors.Unauthorized("say who you are; codecs are written by administrators") : NgsiLdErrors.Forbidden("codecs are written by administrators"));
    }
}
