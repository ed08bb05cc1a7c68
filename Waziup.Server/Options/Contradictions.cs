using Waziup.Ngsi.Model;

namespace Waziup.Server.Options;

/// <summary>Options that are good by themselves and make no sense together.</summary>
internal static class Contradictions
{
    /// <exception cref="OptionsException">Two of them contradict each other.</exception>
    public static void Check(Command command, ServerOptions options, IReadOnlyDictionary<string, Given> given)
    {
        CheckStore(command, options, given);
        if (command == Command.Drop && !given.ContainsKey("tenant"))
            throw new OptionsException("drop-tenant needs --tenant: which one to delete");
        if (command != Command.Serve)
            return;
        if (options.AllowAnonymous && options.Identity)
            throw new OptionsException($"{given["identity"].Name} contradicts {given["allow-anonymous"].Name}: policies decide what somebody unknown may do");
        if (!options.Identity && (options.OpenRegistration || options.Oidc.Issuers.Count > 0))
            throw new OptionsException("accounts and providers need --identity: without it nobody is asked who he is");
        if (options.Oidc.Issuers.Count > 0 && options.Oidc.Audience is null)
            throw new OptionsException($"{given["oidc-issuer"].Name} needs --oidc-audience: a token that is meant for another one must not be good here");
        if (options.Oidc.Issuers.Count > 0 && options.OpenRegistration)
            throw new OptionsException($"{given["open-registration"].Name} contradicts {given["oidc-issuer"].Name}: with a provider there are no accounts here");
        if (options.Oidc.Issuers.Select(one => one.Issuer).Distinct().Count() < options.Oidc.Issuers.Count)
            throw new OptionsException("a provider is given twice");
        if (options.Oidc.Issuers.Count > 1 && options.Oidc.Issuers.Select(one => one.Tenant).OfType<TenantId>().Distinct().Count() < options.Oidc.Issuers.Count)
            throw new OptionsException($"{given["oidc-issuer"].Name}: several providers have a tenant each, TENANT=URL; two people of one name could else be taken for each other");
        if (options is { Identity: true, KeyFile: null, Store: StoreKind.PostgreSql })
            throw new OptionsException($"{given["identity"].Name} needs --key-file where a database keeps everything: pseudonyms need keys that are not in it");
        if (options.IsLocalOnly && options.Addresses.FirstOrDefault(url => !ListenAddress.IsLoopback(url)) is { } open)
        {
            throw new OptionsException(
                $"{open} can be reached from other machines, and nobody has to identify himself: " +
                "listen on 127.0.0.1, have callers say who they are with --identity, or let everybody in with --allow-anonymous");
        }
        if (options.Broker.MaxReceivedBytes < options.Broker.MaxBodyBytes)
            throw new OptionsException("max-body-bytes is more than max-received-bytes, which all bodies have together");
        if (options.Addresses.Distinct(StringComparer.OrdinalIgnoreCase).Count() < options.Addresses.Count)
            throw new OptionsException("an address to listen on is given twice");
        TransportTable.Check(options, given);
        UplinkTable.Check(options, given);
        IngestTable.Check(options, given);
    }

    private static void CheckStore(Command command, ServerOptions options, IReadOnlyDictionary<string, Given> given)
    {
        switch (options.Store)
        {
            case StoreKind.Memory when command != Command.Serve:
                throw new OptionsException($"{given["store"].Name} memory: only the server itself sees what it keeps in memory");
            case StoreKind.Memory:
                Refuse("data", "there is no folder where everything is kept in memory: leave it out, or take --store sqlite");
                Refuse("connection", "there is no database where everything is kept in memory: leave it out, or take --store postgresql");
                if (options.RelaxedDurability)
                    Refuse("relaxed-durability", "nothing is flushed where everything is kept in memory: leave it out, or take --store sqlite");
                break;
            case StoreKind.PostgreSql when command is Command.Backup or Command.Restore:
                throw new OptionsException($"{given["store"].Name} postgresql: use pg_dump and pg_restore for the schema {options.Schema}");
            case StoreKind.PostgreSql:
                Refuse("data", "there is no folder where a database keeps everything: leave it out");
                if (options.Connection is null)
                    throw new OptionsException($"{given["store"].Name} postgresql needs --connection: how to reach the database");
                break;
            default:
                if (given.TryGetValue("connection", out var connection))
                    throw new OptionsException($"{connection.Name} needs --store postgresql");
                break;
        }

        void Refuse(string name, string why)
        {
            if (given.TryGetValue(name, out var one))
                throw new OptionsException($"{one.Name} contradicts {given["store"].Name} {options.Store.ToString().ToLowerInvariant()}: {why}");
        }
    }
}
