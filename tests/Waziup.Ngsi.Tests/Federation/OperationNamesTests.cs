using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>The names of operations and of groups of them (4.20).</summary>
public sealed class OperationNamesTests
{
    private const string Discovery = "retrieveEntityTypes retrieveEntityTypeDetails retrieveEntityTypeInfo retrieveAttrTypes retrieveAttrTypeDetails retrieveAttrTypeInfo";
    private const string Maps = "retrieveEntityMap updateEntityMap deleteEntityMap createEntityMapQueryEntity";
    private const string Association = "retrieveEntity queryEntity queryBatch " + Discovery
        + " createSubscription updateSubscription retrieveSubscription querySubscription deleteSubscription retrieveContextSourceIdentity";
    private const string Redirection = "createEntity updateEntity appendAttrs updateAttrs deleteAttrs deleteEntity mergeEntity replaceEntity replaceAttrs retrieveEntity"
        + " queryEntity purgeEntity " + Discovery + " " + Maps + " retrieveContextSourceIdentity";
    private const string Others = "createBatch upsertBatch updateBatch deleteBatch mergeBatch upsertTemporal appendAttrsTemporal deleteAttrsTemporal"
        + " updateAttrInstanceTemporal deleteAttrInstanceTemporal deleteTemporal retrieveTemporal queryTemporal createEntityMapQueryTemporal";

    public static TheoryData<string> Singles => [.. $"{Association} {Redirection} {Others}".Split(' ').Distinct()];

    [Theory]
    [InlineData("federationOps", Association + " " + Maps)]
    [InlineData("associationOps", Association)]
    [InlineData("updateOps", "updateEntity updateAttrs replaceEntity replaceAttrs")]
    [InlineData("retrieveOps", "retrieveEntity queryEntity")]
    [InlineData("redirectionOps", Redirection)]
    public void A_group_stands_for_its_members_and_no_others(string group, string members)
    {
        var expected = members.Split(' ').Aggregate(SourceOperations.None, (all, name) => all | OperationNames.Of(name));

        Assert.Equal(expected, OperationNames.Of(group));
    }

    [Theory]
    [MemberData(nameof(Singles))]
    public void A_name_stands_for_one_operation(string name)
    {
        var operation = OperationNames.Of(name);

        Assert.Equal(1, System.Numerics.BitOperations.PopCount((ulong)operation));
        Assert.DoesNotContain(Singles, other => other.Data != name && OperationNames.Of(other.Data) == operation);
    }

    [Fact]
    public void There_is_no_operation_without_a_name() =>
        Assert.Equal(Enum.GetValues<SourceOperations>().Length - 1, Singles.Count);

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("FederationOps")]
    [InlineData("RetrieveEntity")]
    [InlineData("retrieveentity")]
    [InlineData("retrieveOps ")]
    [InlineData("1")]
    public void Any_other_name_stands_for_nothing(string name) => Assert.Equal(SourceOperations.None, OperationNames.Of(name));

    [Fact]
    public void Who_says_nothing_can_be_read_and_not_written()
    {
        Assert.Equal(OperationNames.Default, OperationNames.Of("federationOps"));
        Assert.Equal(SourceOperations.None, OperationNames.Default & (SourceOperations.CreateEntity | SourceOperations.UpdateAttrs | SourceOperations.DeleteEntity));
    }
}
