namespace Waziup.Ngsi.Sqlite;

/// <summary>Is told rows, see <see cref="Ear"/>.</summary>
internal interface IListener
{
    /// <summary>Takes a row.</summary>
    /// <returns>Whether another one is wanted.</returns>
    bool Hear(Told row);
}
