using System.Buffers.Text;
using System.Security.Cryptography;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Mqtt.Accounts;
using Waziup.Ngsi.Sensors.Bridge;

namespace Waziup.Server.Devices.Mqtt;

/// <summary>Gives devices accounts at the MQTT server, and takes those away whose devices are gone.</summary>
/// <remarks>A password is told once and kept by the MQTT server alone, as a hash.</remarks>
internal sealed partial class DeviceAccounts(DynamicSecurity security, DeviceBridge bridge, TimeProvider clock, ILogger<DeviceAccounts> logger) : BackgroundService
{
    private const int PasswordBytes = 24;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private bool _isClosed;
    private string? _told;

    /// <summary>Gives a device an account, or the one that it has a new password.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for a name that cannot stand in a topic; AlreadyExists where somebody else has the name; SourceFailed where the MQTT server does not do it.</exception>
    public async Task<(MqttAccount Account, string Password)> IssueAsync(TenantId tenant, string device, CancellationToken cancel)
    {
        var account = AccountNames.Of(tenant, device);
        var password = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(PasswordBytes));
        try
        {
            return await security.PutAsync(account, password, cancel) ? (account, password)
                : throw new NgsiLdException(NgsiLdErrors.AlreadyExists($"an account {account.User} of somebody else at the MQTT server"));
        }
        catch (IOException failure)
        {
            Fails(failure.Message);
            throw new NgsiLdException(NgsiLdErrors.SourceFailed("the MQTT server has not made the account; the operator finds the reason in the log"));
        }
    }

    /// <summary>Takes the accounts away whose devices are not registered any more.</summary>
    /// <exception cref="IOException">The MQTT server does not answer.</exception>
    /// <exception cref="NgsiLdException">The store does not answer.</exception>
    public async Task SweepAsync(CancellationToken cancel)
    {
        foreach (var user in await security.ListAsync(cancel))
        {
            if (AccountNames.Read(user) is not { } whose || await bridge.IsRegisteredAsync(whose.Tenant, whose.Device, cancel))
                continue;
            await security.RemoveAsync(user, cancel);
            Removed(user);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!_isClosed)
                    await security.CloseAsync(stoppingToken);
                _isClosed = true;
                await SweepAsync(stoppingToken);
                _told = null;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (_told != failure.Message)
                    Fails(failure.Message);
                _told = failure.Message;
            }
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Accounts of devices at the MQTT server: {Reason}")]
    private partial void Fails(string reason);

    [LoggerMessage(LogLevel.Information, "The device {User} is gone, and with it its account at the MQTT server")]
    private partial void Removed(string user);
}
