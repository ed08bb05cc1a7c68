using System.Text;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Numbers for names, in the order in which they come.</summary>
public sealed class CountedNames : INameNumbers, INumberedNames
{
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly List<byte[]> _names = [];

    /// <inheritdoc/>
    public long NumberOf(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return 0;
        var text = Encoding.UTF8.GetString(name);
        if (_numbers.TryGetValue(text, out var number))
            return number;
        _names.Add(name.ToArray());
        return _numbers[text] = _names.Count;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> NameOf(long number) =>
        number >= 1 && number <= _names.Count ? _names[(int)number - 1] : throw new InvalidDataException("no such name");
}
