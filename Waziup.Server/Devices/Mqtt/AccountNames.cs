using Waziup.Ngsi.Model;
using Waziup.Ngsi.Mqtt.Accounts;

namespace Waziup.Server.Devices.Mqtt;

/// <summary>What the account of a device is called at the MQTT server, and what it reaches there.</summary>
internal static class AccountNames
{
    private const int MostLetters = 200;

    /// <summary>The account of a device: <c>pump-7</c>, or <c>farm/pump-7</c> in the tenant <c>farm</c>.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where the name cannot stand in a topic.</exception>
    public static MqttAccount Of(TenantId tenant, string device)
    {
        if (device.Length is 0 or > MostLetters || device.Any(letter => letter is '/' or '+' or '#' or '%' or '$' || char.IsControl(letter)))
            throw Payloads.Bad($"the device has no account for MQTT: its name has to have at most {MostLetters} letters, and none of / + # % $");
        var isDefault = tenant == TenantId.Default;
        var root = $"{(isDefault ? "" : $"tenants/{tenant.Value}/")}devices/{device}";
        return new MqttAccount(isDefault ? device : $"{tenant.Value}/{device}", $"{root}/#", $"{root}/commands/#");
    }

    /// <summary>Whose account it is; null where no device has one of this name.</summary>
    public static (TenantId Tenant, string Device)? Read(string user) => user.Split('/') switch
    {
        [var device] => (TenantId.Default, device),
        [var name, var device] when TenantId.TryParse(name, out var tenant) => (tenant, device),
        _ => null,
    };
}
