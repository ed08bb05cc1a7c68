using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Waziup.Ngsi.Storage;

namespace Waziup.Server.Operations;

/// <summary>Why the server did not start, in one line for the operator.</summary>
internal static class StartFailure
{
    /// <returns>The reason; null for a fault of the program, of which the whole story is wanted.</returns>
    public static string? Of(Exception failure) => failure switch
    {
        StorageException store => OneLine(store.Message),
        IOException { InnerException: AddressInUseException } taken =>
            OneLine(taken.Message) + " Stop the program that has it, or choose another with --urls.",
        SocketException socket => OneLine($"cannot listen: {socket.Message}"),
        IOException or InvalidDataException or UnauthorizedAccessException => OneLine(failure.Message),
        AggregateException { InnerExceptions: [var only] } => Of(only),
        Microsoft.Extensions.Options.OptionsValidationException options => OneLine(options.Message),
        _ => null,
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
