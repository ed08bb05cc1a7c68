using Microsoft.AspNetCore.Identity;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.AspNetCore.Identity.Accounts;

/// <summary>Has the framework's user manager keep accounts in the broker's store, so that all nodes share them.</summary>
/// <remarks>Reads what is stored each time: what the manager changes is nobody else's instance. What another node has changed meanwhile it does not write over.</remarks>
internal sealed class AccountStore(Remembered<Account> accounts, TimeProvider clock)
    : IUserPasswordStore<Account>, IUserLockoutStore<Account>, IUserSecurityStampStore<Account>
{
    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => WriteAsync(user, Instant.None);

    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) => WriteAsync(user, user.At);

    /// <summary>Another one has changed it meanwhile.</summary>
    public static IdentityError Changed { get; } = new() { Code = "ConcurrencyFailure", Description = "The account was changed meanwhile." };

    public async Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken)
    {
        await accounts.DeleteAsync(user.Name);
        return IdentityResult.Success;
    }

    public async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) => await accounts.ReadAsync(userId, cancellationToken);

    // Names are kept in lower case, and are their own ids.
    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => FindByIdAsync(normalizedUserName, cancellationToken);

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Name);

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken) => Done(user.PasswordHash = passwordHash);

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Stamp);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken) => Done(user.Stamp = stamp);

    public Task<int> GetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Failures);

    public Task<int> IncrementAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(++user.Failures);

    public Task ResetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Done(user.Failures = 0);

    public Task<bool> GetLockoutEnabledAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult<DateTimeOffset?>(user.LockedUntil.IsNone ? null : user.LockedUntil.ToDateTimeOffset());

    public Task SetLockoutEndDateAsync(Account user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) =>
        Done(user.LockedUntil = lockoutEnd is { } end ? Instant.Of(end) : Instant.None);

    public void Dispose()
    {
        // The store of the broker is not this one's.
    }

    private async Task<IdentityResult> WriteAsync(Account account, Instant before)
    {
        account.At = Instant.Of(clock.GetUtcNow()).After(before);
        return await accounts.ReplaceAsync(account, before) ? IdentityResult.Success : IdentityResult.Failed(Changed);
    }

    private static Task Done<T>(T value) => Task.CompletedTask;
}
