using Waziup.Ngsi.Access.Policies;
using Waziup.Server.Identity;
using Waziup.Server.Options;

namespace Waziup.Server.Commands;

/// <summary>Makes a new key of pseudonyms: from the next start on, aliases are others, and those before name nothing.</summary>
internal static class RotateCommand
{
    /// <returns>0, or 1 where there is no key file, or it cannot be written.</returns>
    public static async Task<int> RunAsync(ServerOptions options)
    {
        var path = IdentityExtensions.KeyPathOf(options);
        try
        {
            KeyFile.Rotate(path);
            await Console.Error.WriteLineAsync($"{path} has a new key of pseudonyms; start all servers that share it again");
            return 0;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{ThisHost.Name}: {failure.Message}");
            return 1;
        }
    }
}
