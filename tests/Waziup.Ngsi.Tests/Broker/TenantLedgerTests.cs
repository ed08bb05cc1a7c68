using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Tests.Broker;

public sealed class TenantLedgerTests
{
    private static readonly TenantUsage One = new(1, 0, 0);
    private readonly TenantLedger _ledger = new(new TenantLimits { Entities = 2 });

    [Fact]
    public void What_is_written_while_it_is_measured_counts_until_the_next_time()
    {
        _ledger.Measure();
        Write();
        _ledger.Measured(default);

        Assert.Equal(One, _ledger.Held);
        Write();
        Assert.Equal("2 entities", _ledger.Reserve(One));
        _ledger.Measure();
        _ledger.Measured(One);
        Assert.Null(_ledger.Reserve(One));
    }

    [Fact]
    public void What_is_reserved_counts_until_it_is_settled()
    {
        Assert.Null(_ledger.Reserve(One));
        Assert.Null(_ledger.Reserve(One));
        Assert.NotNull(_ledger.Reserve(One));

        _ledger.Settle(One, default);

        Assert.Null(_ledger.Reserve(One));
        Assert.Equal((default, 1), (_ledger.Held, _ledger.Refused));
    }

    private void Write()
    {
        Assert.Null(_ledger.Reserve(One));
        _ledger.Settle(One, One);
    }
}
