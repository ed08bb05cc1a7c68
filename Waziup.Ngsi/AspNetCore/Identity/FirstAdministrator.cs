using System.Security.Cryptography;
using System.Text;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>A code that makes the first administrator, while there is none. It is told to who starts the server, and changes with each start.</summary>
internal sealed class FirstAdministrator
{
    private const int Length = 20;

    /// <summary>The code.</summary>
    public string Code { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length));

    private int _isUsed;

    /// <summary>Whether somebody has said it; it counts once.</summary>
    public bool Take(string? said) => Is(said) && Interlocked.Exchange(ref _isUsed, 1) == 0;

    private bool Is(string? said) => said is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(said), Encoding.UTF8.GetBytes(Code));
}
