using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Bridge;

namespace Waziup.Server.Devices.Mqtt;

/// <summary>Gives devices what they need to speak MQTT.</summary>
internal sealed class MqttRoutes(DeviceBridge bridge, DeviceAccounts accounts)
{
    /// <summary>The operations.</summary>
    public IEnumerable<HostRoute> Routes => [new("POST", "devices/{device}/mqtt-credentials", IssueAsync)];

    private async ValueTask<HostAnswer> IssueAsync(HostRequest request, CancellationToken cancel)
    {
        AccountNames.Of(request.Tenant, request.Values[0]);
        var device = await bridge.TakeDownCredentialsAsync(request.Tenant, request.Caller, Payloads.Named(request.Values[0]), cancel);
        var (account, password) = await accounts.IssueAsync(request.Tenant, device, cancel);
        return new HostAnswer(StatusCodes.Status201Created, new JsonObject
        {
            ["username"] = account.User,
            ["password"] = password,
            ["publish"] = account.Publishes,
            ["subscribe"] = account.Hears,
        });
    }
}
