using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Identity.Accounts;

/// <summary>The framework's user manager over this broker's store.</summary>
internal static class AccountManager
{
    public static UserManager<Account> Of(AccountStore store, AccountOptions options, ILoggerFactory logs)
    {
        var identity = new IdentityOptions();
        identity.Lockout.MaxFailedAccessAttempts = options.MaxFailures;
        identity.Lockout.DefaultLockoutTimeSpan = options.LockTime;
        // Long is better than odd.
        identity.Password = new PasswordOptions
        {
            RequiredLength = options.MinPassword,
            RequireDigit = false,
            RequireLowercase = false,
            RequireUppercase = false,
            RequireNonAlphanumeric = false,
            RequiredUniqueChars = 4,
        };
        return new UserManager<Account>(
            store, Options.Create(identity), new PasswordHasher<Account>(), [], [new PasswordValidator<Account>(), new OtherThanName()],
            new AsIs(), new IdentityErrorDescriber(), null!, logs.CreateLogger<UserManager<Account>>());
    }

    /// <exception cref="NgsiLdException">BadRequestData where the manager did not do it; Conflict where another one was faster.</exception>
    public static void Check(IdentityResult result)
    {
        if (result.Succeeded)
            return;
        throw result.Errors.Any(error => error.Code == AccountStore.Changed.Code)
            ? new NgsiLdException(NgsiLdErrors.Conflict("the account was changed meanwhile; try again"))
            : NgsiLdErrors.Bad(string.Join(' ', result.Errors.Select(error => error.Description)));
    }

    /// <summary>Names are in lower case already.</summary>
    private sealed class AsIs : ILookupNormalizer
    {
        public string? NormalizeName(string? name) => name;

        public string? NormalizeEmail(string? email) => email;
    }

    private sealed class OtherThanName : IPasswordValidator<Account>
    {
        private const int MaxLength = 256;

        public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) =>
            Task.FromResult(password is { Length: <= MaxLength } && !password.Contains(user.Name, StringComparison.OrdinalIgnoreCase)
                ? IdentityResult.Success
                : IdentityResult.Failed(new IdentityError { Code = "Guessed", Description = $"A password has at most {MaxLength} characters and not the name in it." }));
    }
}
