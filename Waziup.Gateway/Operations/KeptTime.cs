using System.Globalization;

namespace Waziup.Gateway.Operations;

/// <summary>A file that says until when a gateway has run.</summary>
/// <param name="file">The file. Its folder is made where it is not there.</param>
internal sealed class KeptTime(string file)
{
    /// <summary>What was kept last; null for nothing, or nothing that can be read.</summary>
    public DateTimeOffset? Read()
    {
        try
        {
            return DateTimeOffset.TryParseExact(File.ReadAllText(file), "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a time: the file has it or the one before, whatever happens meanwhile.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(DateTimeOffset time)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (var fresh = new FileStream(file + ".new", FileMode.Create))
        {
            fresh.Write(System.Text.Encoding.ASCII.GetBytes(time.ToString("O", CultureInfo.InvariantCulture)));
            fresh.Flush(flushToDisk: true);
        }
        File.Move(file + ".new", file, overwrite: true);
    }
}
