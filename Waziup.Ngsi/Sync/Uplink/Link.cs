using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>Tells the cloud what is here, step by step, as long as the host runs.</summary>
/// <remarks>At least once: a step is noted when the cloud has answered all of it, and what was not noted is told again, which changes nothing at a cloud that has it.</remarks>
internal sealed partial class Link : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Thinned = TimeSpan.FromMinutes(1);

    // Who has been away for longer is told of all entities anew: the log would take more room than that takes time.
    private const int MostKept = 100_000;

    private readonly ContextBroker _broker;
    private readonly UplinkOptions _options;
    private readonly ILogger _log;
    private readonly Reckoning _reckoning;
    private readonly Cloud _cloud;
    private readonly Delivery _delivery;
    private readonly RefusedEntities _refused;
    private readonly LinkState _state;
    private readonly Budget _budget;
    private readonly UplinkMetrics _metrics = new();
    private UplinkPosition? _position;
    private int _failures;
    private long _refusals;

    public Link(ContextBroker broker, IAccessPolicy policy, HttpMessageInvoker http, UplinkOptions options, ILogger log)
    {
        (_broker, _options, _log) = (broker, options, log);
        var reader = new Caller(null, Tenants.Every, [], [], Key: "uplink-" + options.Name) { ValidUntil = new Instant(long.MaxValue) };
        _reckoning = new Reckoning(broker.Storage, policy, reader, options);
        _cloud = new Cloud(http, options, broker.Clock);
        _refused = new RefusedEntities(broker.Storage.Documents, options.Name);
        _delivery = new Delivery(_cloud, broker.Terms.Default, options, Refuse);
        _state = new LinkState(broker, options.Gateway);
        _budget = new Budget(options.BytesADay);
        _metrics.Observe(() => _refused.Count);
    }

    private string Reader => "uplink " + _options.Name;

    private Instant Now => _broker.Now;

    /// <summary>Tells it until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await LoadAsync(stop);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                var turn = await TurnAsync(stop);
                if (turn == Turn.Spent)
                    await Task.Delay(Thinned, _broker.Clock, stop);
                else if (turn == Turn.Done)
                    await WaitAsync(stop);
            }
            catch (CloudAwayException away)
            {
                await Task.Delay(await RestAsync(away, stop), _broker.Clock, stop);
            }
        }
    }

    /// <summary>Reads how far the cloud has been told.</summary>
    internal async ValueTask LoadAsync(CancellationToken stop)
    {
        _position = await UplinkPosition.ReadAsync(_broker.Storage.Documents, Name(), stop);
        _budget.Load(_position?.Day ?? 0, _position?.Bytes ?? 0);
        await _refused.LoadAsync(stop);
    }

    /// <summary>Tells one step, where the budget allows it, and how the link fares.</summary>
    /// <exception cref="CloudAwayException">The cloud cannot be told; see <see cref="RestAsync"/>.</exception>
    internal async ValueTask<Turn> TurnAsync(CancellationToken stop)
    {
        _budget.Turn(Now);
        if (_budget.IsSpent)
        {
            await ShowAsync("paused", null, stop);
            return Turn.Spent;
        }
        var more = await StepAsync(stop);
        _failures = 0;
        await ShowAsync(!_budget.AllowsPast ? "paused" : more ? "syncing" : "idle", null, stop);
        return more ? Turn.More : Turn.Done;
    }

    /// <inheritdoc/>
    public void Dispose() => _metrics.Dispose();

    // The position belongs to the cloud that was told: another address is another cloud.
    private string Name() => $"{_options.Name} {_options.Cloud!.AbsoluteUri}";

    /// <returns>Whether there is more to tell at once.</returns>
    private async ValueTask<bool> StepAsync(CancellationToken stop)
    {
        var before = _position;
        var step = await _reckoning.NextAsync(before, _budget.AllowsPast, Now, stop);
        await TellAsync(step, stop);
        if (_budget.AllowsPast && await AgainAsync(stop))
            return true;
        return step.Rows >= _options.MaxRows || step.Position.Pass is not null || before?.Pass is not null;
    }

    /// <summary>Tells a step, and notes it when it was taken.</summary>
    private async ValueTask TellAsync(Step step, CancellationToken stop)
    {
        var sent = _cloud.Bytes;
        try
        {
            foreach (var cargo in step.Cargoes)
                await _delivery.RunAsync(cargo, stop);
        }
        finally
        {
            _budget.Add(_cloud.Bytes - sent);
        }
        _metrics.Told(step.Cargoes, _cloud.Bytes - sent);
        await _refused.SaveAsync(stop);
        if (step.Position == _position)
            return;
        _position = step.Position with { Day = _budget.Day, Bytes = _budget.Spent };
        await _position.WriteAsync(_broker.Storage.Documents, Name(), Now, stop);
        await _broker.Storage.Changes.SetCursorAsync(Reader, new Storage.Cursor(_position.Changes, 0), stop);
        if (!step.Through.IsNone)
            _state.Through = step.Through;
    }

    /// <summary>Tells of an entity again that was refused long enough ago.</summary>
    /// <returns>Whether there was one.</returns>
    private async ValueTask<bool> AgainAsync(CancellationToken stop)
    {
        if (_position is not { Pass: null } position || _refused.Before(new Instant(Now.Micros - (long)_options.RetryRefused.TotalMicroseconds)) is not { } entity)
            return false;
        var count = _refusals;
        var (step, next) = await _reckoning.AgainAsync(entity, position, Now, stop);
        await TellAsync(step, stop);
        if (_refusals == count && next is { } first)
            await _refused.AdvanceAsync(entity, first, stop);
        else if (_refusals == count)
            await _refused.RemoveAsync(entity, stop);
        return true;
    }

    // That it cannot be shown holds nothing up.
    private async ValueTask ShowAsync(string state, string? error, CancellationToken stop)
    {
        try
        {
            await _state.TellAsync(state, _refused.Count, _budget.Spent, error, stop);
        }
        catch (NgsiLdException failure)
        {
            Unshown(_log, failure.Error.Detail);
        }
    }

    private void Refuse(TenantId tenant, Loss loss)
    {
        _refusals++;
        if (_refused.Add(tenant, loss, Now))
            Refused(_log, loss.Id.Value, loss.Why);
    }

    // What comes while it is gathered goes together.
    private async ValueTask WaitAsync(CancellationToken stop)
    {
        using var heartbeat = new CancellationTokenSource(Thinned, _broker.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, heartbeat.Token);
        await _broker.Storage.Changes.WaitAsync(_position!.Changes, either.Token).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        await Task.Delay(_budget.AllowsPast ? _options.Interval : Thinned, _broker.Clock, stop);
    }

    /// <summary>The cloud is away: the same is told again later, the later the longer it has been away.</summary>
    /// <returns>How much later.</returns>
    internal async ValueTask<TimeSpan> RestAsync(CloudAwayException away, CancellationToken stop)
    {
        if (_failures++ == 0)
            Away(_log, _options.Cloud!, away.Message);
        _metrics.Failed();
        await ShowAsync("offline", away.Message, stop);
        var changes = _broker.Storage.Changes;
        if (_position is { } position && await changes.HeadAsync(stop) - position.Changes > MostKept)
            await changes.RemoveCursorAsync(Reader, stop);
        var pause = Backoff.Of(_failures, 2, LongestPause);
        return away.After is { } wanted && wanted > pause ? (wanted < LongestRest ? wanted : LongestRest) : pause;
    }

    [LoggerMessage(LogLevel.Warning, "{Cloud} cannot be told what is here: {Reason}; it is tried again until it can")]
    private static partial void Away(ILogger log, Uri cloud, string reason);

    [LoggerMessage(LogLevel.Debug, "The entity of this gateway cannot tell how the link fares: {Reason}")]
    private static partial void Unshown(ILogger log, string? reason);

    [LoggerMessage(LogLevel.Warning, "The cloud refuses something of {Entity}: {Reason}; it is tried again from time to time")]
    private static partial void Refused(ILogger log, string entity, string reason);
}

/// <summary>What a turn of a link leaves to do.</summary>
internal enum Turn
{
    /// <summary>There is more to tell at once.</summary>
    More,

    /// <summary>All that is here has been told.</summary>
    Done,

    /// <summary>No more may go up on this day.</summary>
    Spent,
}
