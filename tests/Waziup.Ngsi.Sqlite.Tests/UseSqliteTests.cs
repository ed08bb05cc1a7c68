using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite.Tests;

public sealed class UseSqliteTests
{
    [Fact]
    public async Task The_broker_stores_in_the_file_that_was_named()
    {
        using var folder = new TestFolder();
        await using var services = Services(options => options.Path = folder.File("farm/context.db"));

        var storage = services.GetRequiredService<IStorage>();
        await storage.PrepareAsync(TestContext.Current.CancellationToken);

        Assert.Same(services.GetRequiredService<SqliteStorage>(), storage);
        Assert.True(File.Exists(folder.File("farm/context.db")));
        Assert.Single(services.GetServices<IStorage>());
    }

    [Fact]
    public async Task Choosing_it_twice_adds_the_options_up()
    {
        var builder = new ServiceCollection().AddNgsiLd().UseSqlite(options => options.Path = "a.db").UseSqlite(options => options.MaxGroup = 7);
        await using var services = builder.Services.BuildServiceProvider();

        var options = services.GetRequiredService<IOptions<SqliteOptions>>().Value;

        Assert.Equal(("a.db", 7), (options.Path, options.MaxGroup));
        Assert.Single(services.GetServices<IValidateOptions<SqliteOptions>>());
    }

    [Fact]
    public async Task An_option_out_of_its_bounds_stops_the_start()
    {
        await using var services = Services(options => options.MaxGroup = 0);

        var failure = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains("MaxGroup", failure.Message, StringComparison.Ordinal);
    }

    static ServiceProvider Services(Action<SqliteOptions> configure)
    {
        var builder = new ServiceCollection().AddNgsiLd().UseSqlite(configure);
        builder.Services.TryAddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        return builder.Services.BuildServiceProvider();
    }
}
