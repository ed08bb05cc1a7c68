using Waziup.Ngsi.JsonLd.Processing;

namespace Waziup.Ngsi.Tests.JsonLd.Processing;

public class JsonTreeTests
{
    [Fact]
    public void A_large_document_does_not_take_the_memory_of_its_tree_before_it_is_read()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        using var tree = JsonTree.Rent(documentBytes: 512 * 1024 * 1024, maxTextBytes: 10);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024 * 1024);
    }
}
