using System.Globalization;
using System.Runtime.InteropServices;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Server.Operations;
using Waziup.Server.Options;

namespace Waziup.Server.Commands;

/// <summary>Loads entities from a file of lines into a store that no server has open.</summary>
/// <remarks>Progress and refused lines go to the standard error. What was reported is durable, whatever happens afterwards.</remarks>
internal static class LoadCommand
{
    /// <returns>0 when every line was taken; 1 when a line was refused, the load was stopped, or the store or file cannot be used.</returns>
    public static async Task<int> RunAsync(ServerOptions options)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        ThisHost.AddTo(services, options);
        services.AddNgsiLd(options.Configure).UseStore(options);
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using var provider = services.BuildServiceProvider();
        var progress = new Progress();
        try
        {
            await using var lines = new FileStream(options.File!, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
            var broker = provider.GetRequiredService<ContextBroker>();
            await broker.StartAsync(stop.Token);
            var report = await broker.LoadAsync(options.Tenant, lines, options.Load, Refused, progress, stop.Token);
            await Console.Error.WriteLineAsync(Progress.Text(report));
            return report.Rejected == 0 ? 0 : 1;
        }
        catch (Exception failure) when (Reason(failure) is { } reason)
        {
            await Console.Error.WriteLineAsync($"{ThisHost.Name}: {reason}. Go on with --skip-lines {progress.Lines}.");
            return 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static string? Reason(Exception failure) => failure switch
    {
        StorageException => failure.Message,
        NgsiLdException refused => refused.Error.Detail,
        JsonLdException => failure.Message,
        IOException or InvalidDataException or UnauthorizedAccessException => failure.Message.TrimEnd('.'),
        OperationCanceledException => "stopped",
        _ => null,
    };

    private static void Refused(RejectedLine line) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"line {line.Number} is refused: {line.Error.Detail}"));

    /// <summary>Tells how far the load is; called in order, by the thread that loads.</summary>
    private sealed class Progress : IProgress<LoadReport>
    {
        private long _told;

        public long Lines { get; private set; }

        public void Report(LoadReport value)
        {
            Lines = value.Lines;
            if (value.Lines - _told < 10_000)
                return;
            _told = value.Lines;
            Console.Error.WriteLine(Text(value));
        }

        public static string Text(LoadReport report) => string.Create(CultureInfo.InvariantCulture,
            $"{report.Lines:N0} lines: {report.Created:N0} created, {report.Updated:N0} updated, {report.Unchanged:N0} unchanged, {report.Rejected:N0} refused");
    }
}
