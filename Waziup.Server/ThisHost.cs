using Waziup.Server.Options;

namespace Waziup.Server;

/// <summary>What this host calls itself, and where it differs from the other one, which has the same options and commands.</summary>
internal static class ThisHost
{
    public const string Name = "Waziup.Server";
    public const string Title = "Waziup.Server, an NGSI-LD context broker.";
    public const string Url = "http://127.0.0.1:1026";
    public const bool IsGateway = false;

    /// <summary>Options that this host has alone.</summary>
    public static IEnumerable<Option> Options => [];

    /// <summary>Brings what this host has alone.</summary>
    public static void AddTo(IServiceCollection services, ServerOptions options)
    {
    }
}
