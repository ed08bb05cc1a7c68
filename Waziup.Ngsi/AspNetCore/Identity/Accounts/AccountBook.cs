using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Identity.Accounts;

/// <summary>The accounts of people, and who of them may come in: who knows the password, and has not failed too often.</summary>
/// <remarks>Thread-safe. An attempt is counted durably before the password is looked at, so that none is missed.</remarks>
internal sealed class AccountBook : IDisposable
{
    private const int MaxAccounts = 100_000;
    private const string Attempt = "attempt of nobody";
    private readonly IStorage _storage;
    private readonly Remembered<Account> _accounts;
    private readonly UserManager<Account> _manager;
    private readonly AccountOptions _options;
    private readonly TimeProvider _clock;
    private readonly IAuditLog _audit;
    private readonly PasswordQueue _queue = new();

    // Stands for names that nobody has, so that they take as long.
    private readonly Account _nobody = new() { Name = "~nobody", Mark = "", CreatedAt = Instant.None };

    public AccountBook(IStorage storage, Remembered<Account> accounts, IOptions<AccountOptions> options, TimeProvider clock, IAuditLog audit, ILoggerFactory logs)
    {
        (_storage, _accounts, _options, _clock, _audit) = (storage, accounts, options.Value, clock, audit);
        _manager = AccountManager.Of(new AccountStore(accounts, clock), _options, logs);
        _nobody.PasswordHash = _manager.PasswordHasher.HashPassword(_nobody, Secret.Make());
    }

    /// <summary>Whether anybody may make himself an account.</summary>
    public bool IsOpen => _options.OpenRegistration;

    /// <exception cref="NgsiLdException">Forbidden where there are no accounts.</exception>
    public void Check()
    {
        if (_options.AreOff)
            throw new NgsiLdException(NgsiLdErrors.Forbidden("there are no accounts here: a provider vouches for people"));
    }

    /// <summary>Whether there is one of somebody who is something.</summary>
    public async ValueTask<bool> AnyAsync(Predicate<Standing> which, CancellationToken cancel) => (await _accounts.ListAsync(cancel)).Any(account => which(account.Is));

    /// <summary>Those that there are, by their names.</summary>
    public async ValueTask<JsonArray> ListAsync(CancellationToken cancel) =>
        [.. (await _accounts.ListAsync(cancel)).OrderBy(account => account.Name, StringComparer.Ordinal).Select(account => (JsonNode)account.ToJson())];

    /// <summary>Does something with the account of somebody who says a name and a password, and writes the account.</summary>
    /// <param name="name">The name.</param>
    /// <param name="password">The password.</param>
    /// <param name="address">From where.</param>
    /// <param name="change">What is changed about the account.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">Unauthorized: the same whether the name, the password or the number of attempts is wrong; Overloaded, Conflict.</exception>
    public ValueTask<Account> EnterAsync(string? name, string? password, string? address, Func<Account, ValueTask> change, CancellationToken cancel)
    {
        Check();
        name = Account.Reads(name) ? name!.ToLowerInvariant() : "";
        return _queue.RunAsync(name, async () =>
        {
            var account = await _manager.FindByNameAsync(name);
            var isLocked = account is not null && await _manager.IsLockedOutAsync(account);
            if (account is not null && !isLocked)
                AccountManager.Check(await _manager.AccessFailedAsync(account));
            else
                // What takes time for one who may try is done for all.
                await _storage.Documents.PutAsync(default, new Document(DocumentKind.Setting, Attempt, null, Instant.Of(_clock.GetUtcNow()), "{}"u8.ToArray()), CancellationToken.None);
            var isRight = await _manager.CheckPasswordAsync(isLocked || account is null ? _nobody : account, password ?? "");
            if (account is null || isLocked || !isRight)
            {
                _audit.Write(new AuditEntry("login-failed") { About = account?.Name, Address = address, Detail = isLocked ? "the account is locked" : null });
                throw new NgsiLdException(NgsiLdErrors.Unauthorized("name or password is wrong, or the account is locked for a while"));
            }
            (account.Failures, account.LockedUntil) = (0, Instant.None);
            await change(account);
            AccountManager.Check(await _manager.UpdateAsync(account));
            return account;
        }, cancel);
    }

    /// <summary>Makes an account.</summary>
    /// <param name="wanted">The form: name, password, and what administrators may give.</param>
    /// <param name="is">What the person is.</param>
    /// <param name="by">Who makes it; null for the person himself.</param>
    /// <param name="isOwn">Whether it is the person himself.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NgsiLdException">BadRequestData, AlreadyExists, LimitReached.</exception>
    public async ValueTask<Account> CreateAsync(JsonElement wanted, Standing @is, Caller? by, bool isOwn, CancellationToken cancel)
    {
        Check();
        var account = new Account { Name = Account.NameOf(TextOf(wanted, "name")), Mark = Secret.Mark(), CreatedAt = Instant.Of(_clock.GetUtcNow()), Is = @is, IsOwn = isOwn };
        if (await _accounts.CountAsync(cancel) >= (isOwn ? MaxAccounts : 2 * MaxAccounts))
            throw new NgsiLdException(NgsiLdErrors.LimitReached("there are too many accounts already"));
        if (await _accounts.FindAsync(account.Name, cancel) is not null)
            throw new NgsiLdException(NgsiLdErrors.AlreadyExists($"account {account.Name}"));
        var password = TextOf(wanted, "password") ?? throw NgsiLdErrors.Bad("an account has a password");
        await _queue.RunAsync(account.Name, async () =>
        {
            await SetAsync(account, password);
            return true;
        }, cancel);
        _audit.Write(new AuditEntry("account-made", by) { About = account.Subject, Detail = @is.ToString() });
        return (await _manager.CreateAsync(account)).Succeeded ? account : throw new NgsiLdException(NgsiLdErrors.AlreadyExists($"account {account.Name}"));
    }

    /// <summary>Changes what somebody is; or gives him another password, which ends his sessions; or unlocks him.</summary>
    /// <exception cref="NgsiLdException">BadRequestData, ResourceNotFound, Conflict.</exception>
    public async ValueTask<Account> ChangeAsync(string name, JsonElement wanted, Caller by)
    {
        JsonForm.CheckMembers(wanted, "the body", ["password", "locked", .. Standing.Members]);
        var account = await FindAsync(name);
        account.Is = account.Is.With(wanted);
        if (wanted.TryGetProperty("locked", out var locked))
        {
            if (locked.ValueKind != JsonValueKind.False)
                throw NgsiLdErrors.Bad("locked is false: who should not come in any more is deleted");
            (account.Failures, account.LockedUntil) = (0, Instant.None);
        }
        var password = TextOf(wanted, "password");
        if (password is not null)
            await SetAsync(account, password);
        _audit.Write(new AuditEntry("account-changed", by)
        {
            About = account.Subject,
            Detail = $"{account.Is}{(password is null ? "" : ", another password")}{(locked.ValueKind == JsonValueKind.False ? ", unlocked" : "")}",
        });
        AccountManager.Check(await _manager.UpdateAsync(account));
        return account;
    }

    /// <summary>Takes an account away; sessions and subscriptions of it end.</summary>
    /// <exception cref="NgsiLdException">ResourceNotFound.</exception>
    public async ValueTask<Account> DeleteAsync(string name, Caller by)
    {
        var account = await FindAsync(name);
        _audit.Write(new AuditEntry("account-deleted", by) { About = account.Subject });
        await _manager.DeleteAsync(account);
        return account;
    }

    /// <summary>Gives a person another password, which ends his sessions; the account is to be written then.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for a bad one.</exception>
    public async ValueTask SetAsync(Account account, string password)
    {
        foreach (var validator in _manager.PasswordValidators)
            AccountManager.Check(await validator.ValidateAsync(_manager, account, password));
        account.PasswordHash = _manager.PasswordHasher.HashPassword(account, password);
        account.Stamp = Secret.Mark();
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    /// <summary>A text in a form; null where it is not there.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what is no text.</exception>
    public static string? TextOf(JsonElement form, string name) => !form.TryGetProperty(name, out var value) ? null : Standing.Text(value, name);

    private async ValueTask<Account> FindAsync(string name) => await _manager.FindByNameAsync(name) ?? throw new NgsiLdException(NgsiLdErrors.NotFound($"account {name}"));
}
