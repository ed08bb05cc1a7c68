using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Waziup.Server.Tests.Faults;

/// <summary>What the server did to the files of its store, as the kernel saw it: writes and flushes in order, by strace.</summary>
sealed partial class FlushTrace(string path)
{
    public const string Tool = "/usr/bin/strace";

    /// <summary>What runs a server under the trace. A line is in the file before the call that it tells of returns.</summary>
    public string[] Wrapper =>
    [
        Tool, "-f", "-y", "--seccomp-bpf", "-s", "70000", "-e", "trace=pwrite64,ftruncate,fsync,fdatasync,unlink", "-e", "signal=none", "-o", path,
    ];

    /// <summary>Skips a test where the tool is missing; on a build machine it has to be there.</summary>
    public static void SkipWithoutTool()
    {
        var isCi = Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ci && !ci.Equals("false", StringComparison.OrdinalIgnoreCase);
        Assert.SkipUnless(isCi || File.Exists(Tool), $"{Tool} is not installed");
    }

    /// <summary>How far the trace has come.</summary>
    public long Length => new FileInfo(path).Length;

    /// <summary>How many flushes of the write-ahead log had succeeded by then.</summary>
    public async Task<int> FlushesAsync(long until)
    {
        var flushes = 0;
        await foreach (var (call, file, _) in CallsAsync(until))
        {
            if (call is "fsync" or "fdatasync" && file.EndsWith("-wal", StringComparison.Ordinal))
                flushes++;
        }
        return flushes;
    }

    /// <summary>Writes the files of the store into a folder as a loss of power at that time would have left them: what was not flushed is gone.</summary>
    public async Task RestoreAsync(long until, string folder)
    {
        var written = new Dictionary<string, MemoryStream>(StringComparer.Ordinal);
        var flushed = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await foreach (var (call, file, arguments) in CallsAsync(until))
        {
            if (!written.TryGetValue(file, out var content))
                written[file] = content = new MemoryStream();
            switch (call)
            {
                case "pwrite64":
                    var match = Written().Match(arguments);
                    content.Position = Number(match.Groups["at"]);
                    content.Write(Bytes(match.Groups["text"].Value).AsSpan(0, (int)Number(match.Groups["done"])));
                    break;
                case "ftruncate":
                    content.SetLength(Number(FirstNumber().Match(arguments).Groups["number"]));
                    break;
                case "unlink":
                    written.Remove(file);
                    flushed.Remove(file);
                    break;
                default:
                    flushed[file] = content.ToArray();
                    break;
            }
        }
        foreach (var (file, bytes) in flushed)
            await File.WriteAllBytesAsync(Path.Combine(folder, Path.GetFileName(file)), bytes, TestContext.Current.CancellationToken);
    }

    /// <summary>The calls that succeeded, in order of their ends, with the file and the arguments behind it.</summary>
    private async IAsyncEnumerable<(string Call, string File, string Arguments)> CallsAsync(long until)
    {
        var begun = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[until];
        await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        foreach (var line in Encoding.Latin1.GetString(bytes).Split('\n'))
        {
            var (thread, text) = line.IndexOf(' ', StringComparison.Ordinal) is var at and > 0 ? (line[..at], line[at..].TrimStart()) : ("", "");
            if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
            {
                begun[thread] = text[..^"<unfinished ...>".Length];
                continue;
            }
            if (Resumed().Match(text) is { Success: true } resumed && begun.Remove(thread, out var start))
                text = start + text[resumed.Length..];
            if (Call().Match(text) is { Success: true } call && call.Groups["file"].Value.Contains("context.db", StringComparison.Ordinal)
                && !call.Groups["file"].Value.EndsWith("-shm", StringComparison.Ordinal))
            {
                yield return (call.Groups["call"].Value, call.Groups["file"].Value, call.Groups["rest"].Value);
            }
        }
    }

    private static long Number(Group group) => long.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The bytes of a string in the notation of C.</summary>
    private static byte[] Bytes(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.Add((byte)text[i]);
                continue;
            }
            i++;
            if (text[i] is >= '0' and <= '7')
            {
                var value = 0;
                for (var end = Math.Min(i + 3, text.Length); i < end && text[i] is >= '0' and <= '7'; i++)
                    value = (value * 8) + (text[i] - '0');
                i--;
                bytes.Add((byte)value);
            }
            else
            {
                bytes.Add((byte)(text[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'v' => '\v', 'f' => '\f', 'a' => '\a', 'b' => '\b', var other => other }));
            }
        }
        return [.. bytes];
    }

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>")]
    private static partial Regex Resumed();

    [GeneratedRegex("""^(?<call>\w+)\((?:\d+<|")(?<file>[^>"]+)[>"](?<rest>.*= \d+)$""", RegexOptions.Singleline)]
    private static partial Regex Call();

    [GeneratedRegex("""^, "(?<text>.*)", (?<size>\d+), (?<at>\d+)\)? *= (?<done>\d+)$""", RegexOptions.Singleline)]
    private static partial Regex Written();

    [GeneratedRegex(@"^, (?<number>\d+)")]
    private static partial Regex FirstNumber();
}
