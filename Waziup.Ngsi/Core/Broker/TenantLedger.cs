using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>What a tenant holds: as measured, with what was written since, and what is being written.</summary>
internal sealed class TenantLedger(TenantLimits limits)
{
    private readonly Lock _gate = new();
    private TenantUsage _held;
    private TenantUsage _reserved;

    // What was written since the last measurement began: whether it is in that one, nobody knows.
    private TenantUsage _since;
    private long _refused;

    /// <summary>What it holds.</summary>
    public TenantUsage Held
    {
        get
        {
            lock (_gate)
                return _held;
        }
    }

    /// <summary>How many writes were refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Reserves room for a write.</summary>
    /// <returns>Null, or what the limit is that stands against it.</returns>
    public string? Reserve(TenantUsage growth)
    {
        lock (_gate)
        {
            var after = _held + _reserved + growth;
            var reached =
                growth.Entities > 0 && after.Entities > limits.Entities ? $"{limits.Entities} entities"
                : growth.HistoryRows > 0 && after.HistoryRows > limits.HistoryRows ? $"{limits.HistoryRows} rows of history"
                : growth.Bytes > 0 && after.Bytes > limits.Bytes ? $"{limits.Bytes} bytes" : null;
            if (reached is null)
                _reserved += growth;
            else
                _refused++;
            return reached;
        }
    }

    /// <summary>The writes for which room was reserved have ended.</summary>
    /// <param name="reserved">What was reserved.</param>
    /// <param name="written">What came of it.</param>
    public void Settle(TenantUsage reserved, TenantUsage written)
    {
        lock (_gate)
        {
            _reserved = new TenantUsage(
                _reserved.Entities - reserved.Entities, _reserved.HistoryRows - reserved.HistoryRows, _reserved.Bytes - reserved.Bytes);
            _held += written;
            _since += written;
        }
    }

    /// <summary>A measurement begins.</summary>
    public void Measure()
    {
        lock (_gate)
            _since = default;
    }

    /// <summary>A measurement has ended. What was written meanwhile is added, so that no limit is passed; the next one puts it right.</summary>
    public void Measured(TenantUsage usage)
    {
        lock (_gate)
            _held = usage + _since;
    }
}
