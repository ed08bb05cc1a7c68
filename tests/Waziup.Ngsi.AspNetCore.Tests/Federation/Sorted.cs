using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>What a query found where it does not matter which broker answered first.</summary>
static class Sorted
{
    /// <summary>Asks for entities and tells the last parts of their ids, sorted.</summary>
    public static async Task<string> SortedAsync(this TestBroker broker, string query) =>
        string.Join(',', (await broker.FindAsync(query)).Split(',').Order());
}
