namespace Waziup.Ngsi.Sqlite;

/// <summary>Names by their numbers, in memory. Reads are thread-safe and take no lock.</summary>
/// <remarks>Names come from clients: only the first hundred thousand are kept, the others are looked up in the table each time.</remarks>
internal sealed class NameTexts
{
    private const int Most = 100_000;

    private readonly Lock _gate = new();
    private byte[]?[] _texts = new byte[]?[64];

    /// <summary>The name, or null where it is not known here.</summary>
    public byte[]? Find(long number) => Volatile.Read(ref _texts) is var texts && (ulong)number < (ulong)texts.Length ? texts[number] : null;

    /// <summary>Notes a name; null: forgets it.</summary>
    public void Set(long number, byte[]? text)
    {
        if (number is < 1 or > Most)
            return;
        lock (_gate)
        {
            var texts = _texts;
            if (number >= texts.Length)
                Array.Resize(ref texts, (int)Math.Max(number + 1, 2L * texts.Length));
            texts[number] = text;
            Volatile.Write(ref _texts, texts);
        }
    }
}
