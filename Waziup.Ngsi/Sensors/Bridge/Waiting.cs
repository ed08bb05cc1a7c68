using System.Text.Json;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>Writes down that devices were heard that nobody has registered.</summary>
internal sealed class Waiting(ContextBroker broker, StoredEntities stored)
{
    // How often what was heard of a device is written anew: its history grows with it.
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private const int Attempts = 5;

    // One of a tenant at a time, so that no more wait than may.
    private readonly Turns _turns = new();

    /// <summary>Whether a device waits for an approval, after it is written down that it was heard; not where it is registered, though that happened in this moment.</summary>
    public async ValueTask<bool> TakeAsync(Call call, string device, Heard heard, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var holder = await stored.ReadAsync(call.Tenant, EntityIds.Device(device), cancel);
            if (holder is { } known && Stored.Text(known, "deviceState") != DeviceStates.Pending)
                return false;
            if (holder is { } waiting && IsFresh(waiting, heard))
                return true;
            try
            {
                await (holder is null ? CreateAsync(call, device, heard, cancel) : RenewAsync(call, device, heard, cancel));
                return true;
            }
            catch (NgsiLdException passed) when (passed.Error.Status is 404 or 409 && attempt < Attempts)
            {
                // Somebody else was there in this moment; what he has written decides.
            }
        }
    }

    private static bool IsFresh(JsonElement waiting, Heard heard) =>
        PendingDevice.HeardAt(waiting) is { IsNone: false } last && (heard.At.ToDateTimeOffset() - last.ToDateTimeOffset()).Duration() < Pause;

    private async Task CreateAsync(Call call, string device, Heard heard, CancellationToken cancel) => await _turns.InTurnAsync(call.Tenant.GetHashCode(), async () =>
    {
        if (await stored.CountAsync(call, StoredEntities.Waits(call), cancel) >= DeviceBridge.MaxPending)
            throw new NgsiLdException(NgsiLdErrors.LimitReached($"{DeviceBridge.MaxPending} devices wait for an approval already"));
        var entity = SensorReadings.Read(PendingDevice.Of(device, heard), call, new ReadRules());
        return await broker.Writes.RunAsync(call, new Mutation(MutationKind.Create, entity.Id, entity), selection: null, cancel);
    }, cancel);

    private async Task RenewAsync(Call call, string device, Heard heard, CancellationToken cancel)
    {
        var entity = SensorReadings.Read(PendingDevice.Of(device, heard), call, new ReadRules());
        await broker.Writes.RunAsync(call, new Mutation(MutationKind.Append, entity.Id, entity), StoredEntities.Waits(call), cancel);
    }
}
