namespace Waziup.Ngsi.Storage;

/// <summary>Gives names numbers, so that what is stored need not repeat them.</summary>
internal interface INameNumbers
{
    /// <summary>The number of a name, given one where it has none; from 1 on, 0 for the empty name.</summary>
    long NumberOf(ReadOnlySpan<byte> name);
}

/// <summary>Knows the names that numbers stand for.</summary>
internal interface INumberedNames
{
    /// <summary>The name, valid as long as nothing else is asked.</summary>
    /// <exception cref="InvalidDataException">No name has this number.</exception>
    ReadOnlySpan<byte> NameOf(long number);
}
