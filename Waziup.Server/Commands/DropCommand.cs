using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Server.Operations;
using Waziup.Server.Options;

namespace Waziup.Server.Commands;

/// <summary>Deletes a tenant with all that it holds. Its rows go while a server runs.</summary>
internal static class DropCommand
{
    /// <returns>0, or 1 where there is no such tenant or the store cannot be used.</returns>
    public static async Task<int> RunAsync(ServerOptions options)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddNgsiLd(options.Configure).UseStore(options);
        await using var provider = services.BuildServiceProvider();
        try
        {
            var broker = provider.GetRequiredService<ContextBroker>();
            await broker.StartAsync(CancellationToken.None);
            var name = options.Tenant.Value.Length == 0 ? "the default tenant" : $"tenant {options.Tenant.Value}";
            if (await broker.DropTenantAsync(options.Tenant, CancellationToken.None))
            {
                await Console.Error.WriteLineAsync($"{name} is deleted; its rows go while a server runs");
                return 0;
            }
            await Console.Error.WriteLineAsync($"{ThisHost.Name}: there is no {name}");
            return 1;
        }
        catch (Exception failure) when (failure is StorageException or NgsiLdException)
        {
            await Console.Error.WriteLineAsync($"{ThisHost.Name}: {(failure as NgsiLdException)?.Error.Detail ?? failure.Message}");
            return 1;
        }
    }
}
