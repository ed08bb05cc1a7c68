using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Rows of the history in the order of time, and the one at which their statement stands.</summary>
internal sealed class StandingRows
{
    private readonly int? _number;
    private int _seen;

    /// <param name="statement">Gives the rows, with the time in column 2; the caller resets it.</param>
    /// <param name="number">How many there have to be; null where that is not known.</param>
    public StandingRows(Statement statement, int? number = null)
    {
        Statement = statement;
        _number = number;
        Advance();
    }

    public Statement Statement { get; }

    /// <summary>Whether it stands at a row.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The time of that row.</summary>
    public Instant At { get; private set; }

    /// <summary>Goes to the next row.</summary>
    /// <exception cref="InvalidDataException">There are fewer than there have to be.</exception>
    public void Advance()
    {
        IsOpen = Statement.Step();
        if (IsOpen)
        {
            At = new Instant(Statement.Long(2));
            _seen++;
        }
        else if (_number is { } number && _seen != number)
        {
            throw new InvalidDataException("a row of the history that its entity names is not there");
        }
    }
}
