namespace Waziup.Ngsi.Sqlite;

/// <summary>Names by their numbers, in memory. Reads are thread-safe and take no lock.</summary>
/// <remarks>Names come from clients: only the first hundred thousand are kept, the others are looked up in the table each time.</remarks>
internal sealed class NameTexts
{
    /// <summary>What looks for a name by its number.</summary>
    public const string Find = "select iri from name where id = ?";

    private const int Most = 100_000;

    private readonly Lock _gate = new();
    private byte[]?[] _texts = new byte[]?[64];

    /// <summary>The name with a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="find">Looks for a name by its number, where it is not known here; ready to run again afterwards.</param>
    /// <exception cref="InvalidDataException">No name has this number.</exception>
    public byte[] NameOf(long number, Statement find)
    {
        if (Known(number) is { } known)
            return known;
        try
        {
            find.Bind(1, number);
            var name = find.Step() ? find.Blob(0).ToArray() : throw new InvalidDataException("a name in an index is not known");
            Set(number, name);
            return name;
        }
        finally
        {
            find.Reset();
        }
    }

    /// <summary>The name, or null where it is not known here.</summary>
    public byte[]? Known(long number) => Volatile.Read(ref _texts) is var texts && (ulong)number < (ulong)texts.Length ? texts[number] : null;

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
