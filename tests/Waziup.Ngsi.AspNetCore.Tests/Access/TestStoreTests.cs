using Waziup.Ngsi.Sqlite;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>A class that names a store has its tests run on that one.</summary>
[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class TestStoreTests
{
    [Fact]
    public async Task The_broker_of_a_class_is_on_the_store_that_the_class_names()
    {
        await using var world = await PolicyWorld.StartAsync();

        Assert.IsType<SqliteStorage>(world.Broker.Storage);
    }
}
