using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Access;

/// <summary>What may be told of an attribute in a window (POLICIES 3.5, leak row 24).</summary>
public abstract class NoiseLedgerContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly NoisySeries Level = new("urn:ngsi-ld:Sensor:1", "https://example.org/level", null);
    private static readonly NoisyMean Clinic = Noise("clinic", 1_000);

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 28, 15, 0, 0, TimeSpan.Zero));
    private readonly NoiseLedger _ledger;

    protected NoiseLedgerContract() => _ledger = new NoiseLedger(() => Storage.Documents, _time);

    [Fact]
    public async Task Answers_are_told_as_long_as_the_budget_lasts_and_again_for_nothing()
    {
        Assert.Equal("++ ", await ChargeAsync(Cells(0, 1)));
        Assert.Equal("++- 2026-12-01T00:00:00Z", await ChargeAsync(Cells(1, 2, 3)));
        Assert.Equal("-+++- 2026-12-01T00:00:00Z", await ChargeAsync(Cells(3, 2, 1, 0, 4)));
        Assert.Equal("+++ ", await ChargeAsync(Cells(2, 2, 0)));
        Assert.Equal(" ", await ChargeAsync([]));
    }

    [Fact]
    public async Task Row_24_What_was_charged_is_charged_after_a_restart_too()
    {
        Assert.Equal("++ ", await ChargeAsync(Cells(0, 1)));
        await ReopenAsync();
        Assert.Equal("++- 2026-12-01T00:00:00Z", await ChargeAsync(Cells(1, 2, 3)));
    }

    [Fact]
    public async Task The_same_answer_twice_in_a_request_is_charged_once() => Assert.Equal("++++++- 2026-12-01T00:00:00Z", await ChargeAsync(Cells(1, 1, 2, 2, 3, 1, 4)));

    /// <summary>Who can edit one of the readings would otherwise draw as often as he likes.</summary>
    [Fact]
    public async Task A_cell_whose_values_were_edited_is_another_answer()
    {
        var cell = Cells(0)[0];

        Assert.Equal("+++- 2026-12-01T00:00:00Z", await ChargeAsync([cell, cell with { Points = 720_001 }, cell with { Count = 23 }, cell with { Generation = 1 }]));
    }

    [Fact]
    public async Task Each_audience_entity_attribute_dataset_and_tenant_has_its_own()
    {
        Assert.True(TenantId.TryParse("farm", out var farm));
        var cells = Cells(0, 1, 2, 3);

        foreach (var series in new[]
            { Level, Level with { Entity = "urn:ngsi-ld:Sensor:2" }, Level with { Attribute = "https://example.org/level2" }, Level with { Dataset = "urn:d:1" }, })
            Assert.Equal("+++- 2026-12-01T00:00:00Z", await ChargeAsync(cells, series: series));
        Assert.Equal("+++- 2026-12-01T00:00:00Z", await ChargeAsync(cells, noise: Noise("school", 1_000)));
        Assert.Equal("+++- 2026-12-01T00:00:00Z", await ChargeAsync(cells, tenant: farm));
        Assert.Equal("---- 2026-12-01T00:00:00Z", await ChargeAsync(Cells(5, 6, 7, 8), tenant: farm.Snapshot("urn-s")));
        Assert.Equal("---- 2026-12-01T00:00:00Z", await ChargeAsync(Cells(5, 6, 7, 8)));
    }

    [Theory]
    [InlineData(1_000, 3)]
    [InlineData(999, 3)]
    [InlineData(1_001, 2)]
    [InlineData(3_000, 1)]
    [InlineData(3_001, 0)]
    public async Task The_budget_is_not_exceeded_by_a_thousandth(int epsilon, int told) =>
        Assert.Equal(told, (await ChargeAsync(Cells(0, 1, 2, 3, 4), noise: Noise("clinic", epsilon))).Count(letter => letter == '+'));

    [Fact]
    public async Task What_is_told_with_another_epsilon_is_taken_from_the_same_budget()
    {
        Assert.Equal("++ ", await ChargeAsync(Cells(0, 1)));
        Assert.Equal("++- 2026-12-01T00:00:00Z", await ChargeAsync(Cells(0, 1, 2), noise: Noise("clinic", 500)));
    }

    [Theory]
    [InlineData("P1M", "2026-12-01T00:00:00Z")]
    [InlineData("P1D", "2026-11-29T00:00:00Z")]
    [InlineData("P1Y", "2027-01-01T00:00:00Z")]
    [InlineData("PT4H", "2026-11-28T16:00:00Z")]
    public async Task A_window_begins_where_the_one_before_ends_and_writes_over_it(string per, string end)
    {
        Assert.Equal($"+++- {end}", await ChargeAsync(Cells(0, 1, 2, 3), per: per));
        Assert.True(Instant.TryParse(end, out var next));
        _time.Advance(next.ToDateTimeOffset() - _time.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        Assert.Equal($"- {end}", await ChargeAsync(Cells(3), per: per));

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("+ ", await ChargeAsync(Cells(3), per: per));
        Assert.Equal("++-", (await ChargeAsync(Cells(4, 5, 6), per: per))[..3]);
        Assert.Equal(1, await Storage.Documents.CountAsync(default, DocumentKind.NoiseAccount, Cancel));
    }

    [Fact]
    public async Task A_node_whose_clock_is_late_does_not_go_back_to_the_window_before()
    {
        var late = new NoiseLedger(() => Storage.Documents, new ManualTime(new DateTimeOffset(2026, 11, 27, 23, 59, 0, TimeSpan.Zero)));
        await ChargeAsync(Cells(0, 1, 2), per: "P1D");

        Assert.Equal("+- 2026-11-29T00:00:00Z", await ChargeAsync(Cells(0, 4), per: "P1D", ledger: late));
        Assert.Equal("+++- 2026-11-29T00:00:00Z", await ChargeAsync(Cells(0, 1, 2, 4), per: "P1D"));
    }

    [Fact]
    public async Task What_was_told_goes_a_day_after_its_window_or_with_its_tenant()
    {
        Assert.True(TenantId.TryParse("farm", out var farm));
        await ChargeAsync(Cells(0));
        await ChargeAsync(Cells(0), tenant: farm);
        var end = new DateTimeOffset(2026, 12, 2, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(0, await Storage.Documents.SweepAsync(Instant.Of(end.AddMilliseconds(-1)), Cancel));
        await Storage.Tenants.DropAsync(farm, Cancel);
        Assert.Equal([TenantId.Default], (await Storage.Documents.ListAsync(DocumentKind.NoiseAccount, Cancel)).Select(kept => kept.Tenant));
        // Rows of a tenant that is gone may go a little later.
        Assert.InRange(await Storage.Documents.SweepAsync(Instant.Of(end), Cancel), 1, 2);
        Assert.Empty(await Storage.Documents.ListAsync(DocumentKind.NoiseAccount, Cancel));
    }

    [Fact]
    public async Task Names_of_any_length_have_ids_of_one_length_and_do_not_show()
    {
        await ChargeAsync(Cells(0), series: Level with { Entity = "urn:ngsi-ld:Sensor:" + new string('x', 5_000) });

        var (_, document) = Assert.Single(await Storage.Documents.ListAsync(DocumentKind.NoiseAccount, Cancel));
        Assert.Equal(43, document.Id.Length);
        Assert.DoesNotContain("xxx", System.Text.Encoding.UTF8.GetString(document.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_budget_makes_a_document_larger_than_it_may_be()
    {
        var noise = Noise("clinic", 1);
        var charge = await _ledger.ChargeAsync(
            default, noise, Level, new NoiseBudget(int.MaxValue, Per("P1M")), Cells([.. Enumerable.Range(0, NoiseLedger.MaxTold + 5)]), Cancel);

        Assert.Equal(NoiseLedger.MaxTold, charge.MayBeTold.Count(may => may));
        Assert.False(charge.Until.IsNone);
    }

    /// <summary>Two nodes, of which each has read before the other one writes.</summary>
    [Fact]
    public async Task What_another_node_charges_meanwhile_is_counted()
    {
        var watched = new WatchedDocuments(Storage.Documents);
        watched.Before = async () =>
        {
            watched.Before = () => Task.CompletedTask;
            Assert.Equal("++ ", await ChargeAsync(Cells(0, 1)));
        };

        Assert.Equal("++-+ 2026-12-01T00:00:00Z", await ChargeAsync(Cells(1, 2, 3, 0), ledger: new NoiseLedger(() => watched, _time)));
        Assert.Equal(1, watched.Refused);
        Assert.Equal("+++- 2026-12-01T00:00:00Z", await ChargeAsync(Cells(0, 1, 2, 3)));
    }

    [Fact]
    public async Task Row_24_Many_who_ask_two_nodes_at_once_are_told_no_more_than_the_budget_allows()
    {
        // Who has read waits before he writes until the other node has read too; not for ever, since it may have nothing to write any more.
        var (gate, other) = (new Lock(), (TaskCompletionSource?)null);
        Task MeetAsync()
        {
            lock (gate)
            {
                if (other is { } waiting && waiting.TrySetResult())
                {
                    other = null;
                    return Task.CompletedTask;
                }
                other = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return Task.WhenAny(other.Task, Task.Delay(TimeSpan.FromSeconds(2), Cancel));
            }
        }
        WatchedDocuments[] watched = [.. Enumerable.Range(0, 2).Select(_ => new WatchedDocuments(Storage.Documents) { Before = MeetAsync })];
        NoiseLedger[] nodes = [.. watched.Select(documents => new NoiseLedger(() => documents, _time))];
        var budget = new NoiseBudget(20_000, Per("P1M"));

        // Each cell is asked for by two.
        var charges = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(
            async () => (Cell: i / 2 * 2, Charge: await nodes[i % 2].ChargeAsync(default, Clinic, Level, budget, Cells(i / 2 * 2, (i / 2 * 2) + 1), Cancel)), Cancel)));

        var told = charges.SelectMany(one => one.Charge.MayBeTold.Select((may, i) => (Cell: one.Cell + i, may))).Where(one => one.may).Select(one => one.Cell).Distinct();
        Assert.Equal(20, told.Count());
        Assert.True(watched.Sum(documents => documents.Refused) > 0, "nobody was in the way of another");
        Assert.Equal(20, (await nodes[0].ChargeAsync(default, Clinic, Level, budget, Cells([.. Enumerable.Range(0, 50)]), Cancel)).MayBeTold.Count(may => may));
    }

    [Fact]
    public async Task Where_the_store_fails_nothing_is_told()
    {
        var watched = new WatchedDocuments(Storage.Documents) { Before = () => throw new StorageException("broken") };
        var ledger = new NoiseLedger(() => watched, _time);

        await Assert.ThrowsAsync<StorageException>(async () => await ChargeAsync(Cells(0), ledger: ledger));
        Assert.Equal("+++ ", await ChargeAsync(Cells(1, 2, 3)));
        watched.Before = () => Task.CompletedTask;
        Assert.Equal("- 2026-12-01T00:00:00Z", await ChargeAsync(Cells(0), ledger: ledger));
    }

    [Fact]
    public async Task What_was_charged_before_a_crash_stays_charged_and_may_be_told_afterwards()
    {
        var watched = new WatchedDocuments(Storage.Documents) { After = () => throw new StorageException("crashed") };

        await Assert.ThrowsAsync<StorageException>(async () => await ChargeAsync(Cells(0, 1), ledger: new NoiseLedger(() => watched, _time)));

        Assert.Equal("+- 2026-12-01T00:00:00Z", await ChargeAsync(Cells(2, 3)));
        Assert.Equal("+++ ", await ChargeAsync(Cells(0, 1, 2)));
    }

    [Fact]
    public async Task Who_is_always_too_slow_is_told_nothing_at_last()
    {
        var (watched, other) = (new WatchedDocuments(Storage.Documents), 0);
        watched.Before = async () => await _ledger.ChargeAsync(default, Clinic, Level, new NoiseBudget(int.MaxValue, Per("P1M")), Cells(1_000 + other++), Cancel);

        var failed = await Assert.ThrowsAsync<NgsiLdException>(
            async () => await new NoiseLedger(() => watched, _time).ChargeAsync(default, Clinic, Level, new NoiseBudget(int.MaxValue, Per("P1M")), Cells(0), Cancel));

        Assert.Equal(503, failed.Error.Status);
        Assert.InRange(watched.Refused, 10, 1_000);
        Assert.Equal(other, watched.Refused);
    }

    [Fact]
    public async Task A_window_has_a_length() => await Assert.ThrowsAsync<ArgumentException>(async () => await ChargeAsync(Cells(0), per: "PT0S"));

    /// <summary>For each cell + or −, and until when.</summary>
    private async Task<string> ChargeAsync(
        NoisyCell[] cells, NoisyMean? noise = null, NoisySeries? series = null, TenantId tenant = default, string per = "P1M", NoiseLedger? ledger = null)
    {
        var charge = await (ledger ?? _ledger).ChargeAsync(tenant, noise ?? Clinic, series ?? Level, new NoiseBudget(3_000, Per(per)), cells, Cancel);
        return $"{string.Concat(charge.MayBeTold.Select(may => may ? '+' : '-'))} {(charge.Until.IsNone ? "" : charge.Until)}";
    }

    private static NoisyMean Noise(string audience, int epsilon) => new(Key, audience, Lattice.Between(0, 100)!, epsilon);

    private static NoisyCell[] Cells(params int[] days) => [.. days.Select(day => new NoisyCell(new Instant(1_767_225_600_000_000 + (day * 86_400_000_000)), 0, 720_000, 24))];

    private static Period Per(string text) => Period.TryParse(text, out var period) ? period : throw new FormatException(text);
}
