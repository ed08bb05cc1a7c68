using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Tests.Query;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Instances of a history in the form in which they are disclosed (POLICIES 3).</summary>
public sealed class RowDisclosureTests
{
    private const string Observed = """{"type":"Property","value":17,"observedAt":"2026-03-01T00:00:00Z"}""";

    [Theory]
    [InlineData("round", TimeProperty.ObservedAt, true)]
    [InlineData("round", TimeProperty.Key, true)]
    [InlineData("round", TimeProperty.Any, true)]
    [InlineData("round", TimeProperty.CreatedAt, false)]
    [InlineData("round", TimeProperty.ModifiedAt, false)]
    [InlineData("round", TimeProperty.DeletedAt, false)]
    [InlineData("hide", TimeProperty.ObservedAt, false)]
    [InlineData("pseudonym", TimeProperty.ObservedAt, false)]
    [InlineData("linked", TimeProperty.ModifiedAt, true)]
    public void Under_a_form_of_its_own_it_has_no_time_but_the_one_that_was_observed(string form, TimeProperty time, bool isShown) =>
        Assert.Equal(isShown, Of(Row(Observed) with { IsObserved = true }, Forms.Of(form), time) is not null);

    [Fact]
    public void It_is_written_in_its_form_and_what_is_stored_stays()
    {
        var row = Row(Observed) with { IsObserved = true };
        var shown = Of(row, Forms.Rounded(5), TimeProperty.ObservedAt)!;

        Assert.Equal("""{"type":"Property","value":15,"observedAt":"2026-03-01T00:00:00Z"}""", Encoding.UTF8.GetString(shown.Body.Span));
        Assert.Equal((true, true, 15.0), (shown.IsAltered, shown.IsPlain, shown.Number));
        Assert.Equal(17.0, row.Number);
    }

    [Fact]
    public void What_is_shown_as_it_is_stays_the_same_row()
    {
        var row = Row("""{"type":"Property","value":17}""");

        Assert.Same(row, Of(row, Disclosure.Show, TimeProperty.Key));
        Assert.Null(Of(row, Forms.Rounded(5), TimeProperty.Key));
    }

    [Fact]
    public void A_deletion_is_told_to_those_alone_who_see_the_value()
    {
        var deletion = Row("") with { IsDeletion = true, IsObserved = true };

        Assert.NotNull(Of(deletion, Disclosure.Show, TimeProperty.Key));
        Assert.NotNull(Of(deletion, Forms.Linked, TimeProperty.Key));
        Assert.Null(Of(deletion, Forms.Rounded(5), TimeProperty.Key));
        Assert.Null(Of(deletion, Disclosure.Hide, TimeProperty.Key));
    }

    [Fact]
    public void Each_dataset_is_judged_alone()
    {
        var form = Disclosure.Show with { Datasets = ["urn:d:1"] };

        Assert.NotNull(Of(Row(Observed) with { DatasetId = "urn:d:1" }, form, TimeProperty.Key));
        Assert.Null(Of(Row(Observed), form, TimeProperty.Key));
    }

    private static HistoryRow Row(string body) =>
        new(1, Forms.Name("a").Value, null, Queries.Now, Queries.Now, AttributeKind.Property, false, Encoding.UTF8.GetBytes(body));

    private static HistoryRow? Of(HistoryRow row, Disclosure form, TimeProperty time) => RowDisclosure.Of(row, Forms.OfA(Forms.Allow(("a", form))), time, Instant.Of(DateTimeOffset.MaxValue));
}
