using System.Security.Cryptography;
using System.Text;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>A code that makes the first administrator, while there is none. It is told to who starts the server, changes with each start, and is good for an hour.</summary>
internal sealed class FirstAdministrator(TimeProvider clock)
{
    private const int Length = 20;
    private static readonly TimeSpan Good = TimeSpan.FromHours(1);
    private readonly long _since = clock.GetTimestamp();
    private int _isUsed;

    /// <summary>The code.</summary>
    public string Code { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Whether it makes one though there are some: for who may start the server, and has lost the others.</summary>
    public bool IsAnother { get; set; }

    /// <summary>Whether a text is the code, in time.</summary>
    public bool Is(string? said) => said is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(said), Encoding.UTF8.GetBytes(Code))
        && clock.GetElapsedTime(_since) < Good;

    /// <summary>Whether nobody has used it; it counts once.</summary>
    public bool Take() => Interlocked.Exchange(ref _isUsed, 1) == 0;

    /// <summary>Lets it be used again, where nothing came of it.</summary>
    public void PutBack() => Volatile.Write(ref _isUsed, 0);
}
