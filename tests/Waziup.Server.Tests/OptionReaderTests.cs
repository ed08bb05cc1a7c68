using System.Collections;
using Microsoft.Extensions.Logging;
using Waziup.Server.Options;

namespace Waziup.Server.Tests;

public class OptionReaderTests
{
    [Fact]
    public void Without_any_option_the_server_listens_on_loopback_and_keeps_its_store_in_data()
    {
        var options = Read();

        Assert.Equal(["http://127.0.0.1:1026"], options.Addresses);
        Assert.Equal(StoreKind.Sqlite, options.Store);
        Assert.Equal("data", options.Data);
        Assert.True(options.IsLocalOnly);
        Assert.False(options.RelaxedDurability);
        Assert.Equal(LogLevel.Information, options.LogLevel);
    }

    [Fact]
    public void The_command_line_goes_over_the_environment_and_that_over_the_later_file_and_that_over_the_earlier()
    {
        using var folder = new TestFolder();
        var first = folder.Write("first.json", """{"Waziup":{"MaxPage":21,"MaxBatch":31,"MaxTenants":41,"Alias":"first"}}""");
        var second = folder.Write("second.json", """{"Waziup":{"MaxPage":22,"MaxBatch":32,"MaxTenants":42}}""");
        var variables = new Hashtable { ["WAZIUP_MAX_PAGE"] = "23", ["WAZIUP_MAX_BATCH"] = "33" };

        var options = OptionReader.Read(Command.Serve, ["--max-page", "24"], variables, first, second);

        Assert.Equal((24, 33, 42, "first"), (options.Broker.MaxPage, options.Broker.MaxBatch, options.Broker.MaxTenants, options.Broker.Alias));
    }

    [Fact]
    public void Every_option_can_be_set_in_every_place_under_its_name()
    {
        using var folder = new TestFolder();
        var context = folder.Write("c.json", "{}");
        foreach (var option in OptionTable.Rows.Where(row => row.Commands.HasFlag(Command.Serve)))
        {
            var value = Good(option, context);
            var file = folder.Write("settings.json", $$$"""{"Waziup":{"{{{option.Key}}}":"{{{value}}}"}}""");

            // One that makes no sense alone.
            string[] with = option.Name switch
            {
                "connection" => ["--store", "postgresql"],
                "certificate" => ["--urls", "https://127.0.0.1:1"],
                "certificate-key" or "certificate-password" => ["--urls", "https://127.0.0.1:1", "--certificate", "a.pem"],
                "open-registration" => ["--identity"],
                "oidc-issuer" => ["--identity", "--oidc-audience", "waziup"],
                "client-certificate" => ["--trusted-source", "https://a.example"],
                "client-roots" => ["--identity", "--urls", "https://127.0.0.1:1"],
                "cloud-key" or "cloud-name" or "cloud-interval" or "cloud-bytes-a-day" => ["--cloud", "https://cloud.example"],
                "client-certificate-password" => ["--trusted-source", "https://a.example", "--client-certificate", "a.pem"],
                "ingest-password" or "ingest-client" or "ingest-gather" or "manage-mqtt" => ["--ingest", "mqtt://gateway@localhost"],
                _ => [],
            };
            Assert.NotNull(Read([.. with, $"--{option.Name}={value}"]));
            Assert.NotNull(OptionReader.Read(Command.Serve, with, new Hashtable { [option.Variable] = value }));
            Assert.NotNull(OptionReader.Read(Command.Serve, with, new Hashtable(), file));
        }
    }

    [Theory]
    [InlineData("--urls", "http://127.0.0.1:80/ngsi-ld", "has the form http://ADDRESS:PORT")]
    [InlineData("--urls", "http://example.org:80", "has the form http://ADDRESS:PORT")]
    [InlineData("--urls", "127.0.0.1:80", "has the form http://ADDRESS:PORT")]
    [InlineData("--urls", "ftp://127.0.0.1:80", "starts with http:// or https://")]
    [InlineData("--urls", "https://example.org:443", "has the form http://ADDRESS:PORT")]
    [InlineData("--urls", "http://localhost:0", "needs a port")]
    [InlineData("--store", "postgres", "is one of sqlite, postgresql, memory")]
    [InlineData("--data", "", "is empty")]
    [InlineData("--max-page", "19", "is a whole number of 20 to 100000")]
    [InlineData("--max-body-bytes", "1e6", "is a whole number of 1024 to 1073741824")]
    [InlineData("--max-json-depth", "65", "is a whole number of 4 to 64")]
    [InlineData("--body-timeout", "0", "is a whole number of 1 to 3600 seconds")]
    [InlineData("--change-log-days", "x", "is a whole number of 1 to 3650 days")]
    [InlineData("--allow-anonymous=yes", null, "is true or false")]
    [InlineData("--allow-egress", "10.0.0.1", "has the form HOST:PORT")]
    [InlineData("--context", "file.json", "has the form URL=FILE")]
    [InlineData("--context", "http://a/c.jsonld=/no/such/file", "names a file that is not there: /no/such/file")]
    [InlineData("--alias", "a b", "has letters, digits")]
    [InlineData("--schema", "Farm", "has lower-case letters")]
    [InlineData("--retention", "type=Plot", "has the form")]
    [InlineData("--index", "type=Plot", "has the form")]
    [InlineData("--index", "type=Plot,values=a,places=b", "has the form")]
    [InlineData("--index", "values=a", "has the form")]
    [InlineData("--index", "type=Plot,type=Field,values=a", "has the form")]
    [InlineData("--retention", "days=0", "has the form")]
    [InlineData("--retention", "tenant=a b,days=1", "has the form")]
    [InlineData("--otlp-endpoint", "collector:4318", "is an http or https URL")]
    [InlineData("--cors-origin", "https://a.example/page", "has the form https://HOST[:PORT]")]
    [InlineData("--cors-origin", "https://*.example", "has the form https://HOST[:PORT]")]
    [InlineData("--cors-origin", "null", "has the form https://HOST[:PORT]")]
    [InlineData("--caller-requests", "0", "is a whole number of 1 to 1000000")]
    [InlineData("--ingest", "mqtt://gateway:secret@localhost", "has the form mqtt[s]://[USER@]HOST[:PORT]")]
    [InlineData("--ingest", "http://localhost", "has the form mqtt[s]://[USER@]HOST[:PORT]")]
    [InlineData("--ingest-gather", "10001", "is a whole number of 0 to 10000 milliseconds")]
    [InlineData("--log-level", "loud", "is one of trace, debug, information")]
    public void A_value_that_an_option_cannot_have_is_refused_with_what_it_should_be(string option, string? value, string reason)
    {
        var wrong = Assert.Throws<OptionsException>(() => Read(value is null ? [option] : [option, value]));

        Assert.StartsWith(option.Split('=')[0], wrong.Message, StringComparison.Ordinal);
        Assert.Contains(reason, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no option --dta", "--dta", "x")]
    [InlineData("there is no option -v", "-v")]
    [InlineData("there is no option --json", "--json")]
    [InlineData("'x' is neither an option nor a command", "x")]
    [InlineData("--data needs a value: --data DIR", "--data")]
    [InlineData("--data needs a value: --data DIR", "--data", "--allow-anonymous")]
    [InlineData("--data is given twice", "--data", "a", "--data", "b")]
    public void What_is_no_option_is_refused(string reason, params string[] arguments) =>
        Assert.Equal(reason, Assert.Throws<OptionsException>(() => Read(arguments)).Message);

    [Theory]
    [InlineData("--data contradicts --store memory", "--store", "memory", "--data", "x")]
    [InlineData("--connection contradicts --store memory", "--store", "memory", "--connection", "Host=x")]
    [InlineData("--data contradicts --store postgresql", "--store", "postgresql", "--connection", "Host=x", "--data", "x")]
    [InlineData("--store postgresql needs --connection", "--store", "postgresql")]
    [InlineData("--connection needs --store postgresql", "--connection", "Host=x")]
    [InlineData("--relaxed-durability contradicts --store memory", "--relaxed-durability", "--store", "memory")]
    [InlineData("http://0.0.0.0:1 can be reached from other machines", "--urls", "http://0.0.0.0:1")]
    [InlineData("http://*:1 can be reached from other machines", "--urls", "http://127.0.0.1:1;http://*:1")]
    [InlineData("http://[::]:1 can be reached from other machines", "--urls", "http://[::]:1")]
    [InlineData("an address to listen on is given twice", "--urls", "http://127.0.0.1:1", "--urls", "http://127.0.0.1:1")]
    [InlineData("https://0.0.0.0:1 can be reached from other machines", "--urls", "https://0.0.0.0:1")]
    [InlineData("--certificate needs an address in --urls that begins with https://", "--certificate", "a.pem")]
    [InlineData("--certificate-key needs --certificate", "--urls", "https://127.0.0.1:1", "--certificate-key", "a.pem")]
    [InlineData("--certificate-password needs --certificate", "--urls", "https://127.0.0.1:1", "--certificate-password", "a")]
    [InlineData("https needs --certificate", "--urls", "https://127.0.0.1:1", "--store", "postgresql", "--connection", "Host=x")]
    [InlineData("--client-certificate needs --trusted-source", "--client-certificate", "a.pem")]
    [InlineData("--client-certificate-password needs --client-certificate", "--client-certificate-password", "a")]
    [InlineData("--client-roots needs an address in --urls that begins with https://", "--identity", "--client-roots", "a.pem")]
    [InlineData("--client-roots needs --identity", "--urls", "https://127.0.0.1:1", "--client-roots", "a.pem")]
    [InlineData("--cors-origin * needs --allow-anonymous", "--cors-origin", "*")]
    [InlineData("--cors-origin * needs --allow-anonymous", "--cors-origin", "https://a.example", "--cors-origin", "*", "--identity")]
    [InlineData("--ingest-password needs --ingest", "--ingest-password", "x")]
    [InlineData("--ingest-password needs a user in --ingest", "--ingest", "mqtt://localhost", "--ingest-password", "x")]
    [InlineData("--manage-mqtt needs --ingest", "--manage-mqtt")]
    [InlineData("max-body-bytes is more than max-received-bytes", "--max-received-bytes", "1024")]
    public void Options_that_contradict_each_other_are_refused(string reason, params string[] arguments) =>
        Assert.StartsWith(reason, Assert.Throws<OptionsException>(() => Read(arguments)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_password_in_an_address_is_not_repeated() =>
        Assert.DoesNotContain("secret", Assert.Throws<OptionsException>(() => Read(["--ingest", "mqtt://gateway:secret@localhost"])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_contradiction_names_the_places_where_its_sides_were_set()
    {
        var variables = new Hashtable { ["WAZIUP_DATA"] = "x" };

        var wrong = Assert.Throws<OptionsException>(() => OptionReader.Read(Command.Serve, ["--store", "memory"], variables));

        Assert.StartsWith("WAZIUP_DATA contradicts --store memory", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:1", false)]
    [InlineData("http://[::1]:1", true)]
    [InlineData("http://localhost:1", true)]
    [InlineData("http://127.9.9.9:1", true)]
    [InlineData("http://10.0.0.1:1", false)]
    public void With_leave_for_everybody_any_address_is_good(string url, bool isLoopback)
    {
        var options = Read("--allow-anonymous", "--urls", url);

        Assert.Equal(isLoopback, options.IsLoopback);
        Assert.False(options.IsLocalOnly);
    }

    [Fact]
    public void A_setting_or_variable_that_is_no_option_is_refused_and_those_of_others_are_not_ours()
    {
        using var folder = new TestFolder();
        var unknown = folder.Write("unknown.json", """{"Waziup":{"Dta":"x"}}""");
        var foreign = folder.Write("foreign.json", """{"Logging":{"Dta":"x"}, /* ours is missing */ }""");
        var nested = folder.Write("nested.json", """{"Waziup":{"Data":{"Path":"x"}}}""");
        var listed = folder.Write("listed.json", """{"Waziup":{"Data":["x"]}}""");
        var broken = folder.Write("broken.json", """{"Waziup":""");

        Assert.Contains("Dta in ", Fault(unknown), StringComparison.Ordinal);
        Assert.Contains("is a text, a number, true or false", Fault(nested), StringComparison.Ordinal);
        Assert.Contains("has one value, not a list", Fault(listed), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Fault(broken), StringComparison.Ordinal);
        Assert.NotNull(OptionReader.Read(Command.Serve, [], new Hashtable(), foreign, folder.File("missing.json")));
        Assert.Equal("the environment has WAZIUP_DTA, which is no option",
            Assert.Throws<OptionsException>(() => OptionReader.Read(Command.Serve, [], new Hashtable { ["WAZIUP_DTA"] = "x" })).Message);
        Assert.NotNull(OptionReader.Read(Command.Serve, [], new Hashtable { ["WAZIUP_TEST_DATA"] = "x", ["DATA"] = "y" }));
    }

    [Fact]
    public void What_may_be_repeated_adds_up_in_each_place()
    {
        using var folder = new TestFolder();
        var context = folder.Write("c.json", "{}");
        var settings = folder.Write("s.json", $$$"""{"Waziup":{"Context":["http://a/x=1={{{context}}}","http://b/={{{context}}}"],"AllowAnonymous":true}}""");
        var variables = new Hashtable { ["WAZIUP_URLS"] = "http://127.0.0.1:1; http://[::1]:2" };

        var options = OptionReader.Read(Command.Serve, ["--allow-egress", "a:1", "--allow-egress", "b:2"], variables, settings);

        Assert.Equal(["http://127.0.0.1:1", "http://[::1]:2"], options.Addresses);
        Assert.Equal(["a:1", "b:2"], options.Broker.Egress.Allowed.Order());
        Assert.Equal(["http://a/x=1", "http://b/"], options.Broker.Contexts.Preloaded.Keys.Order());
        Assert.True(options.AllowAnonymous);
    }

    [Fact]
    public void Rules_of_retention_name_tenants_types_ages_and_counts()
    {
        var options = OptionReader.Read(
            Command.Serve, ["--retention", "days=90", "--retention", "tenant=farm, type=Plot, count=1000", "--retention", "type=urn:x:y,days=1,count=2"], new Hashtable());

        Assert.Equal(
            [(null, null, 90.0, null), ("farm", "https://uri.etsi.org/ngsi-ld/default-context/Plot", null, 1000), (null, "urn:x:y", 1.0, 2)],
            options.Broker.Retention.Select(rule => (rule.Tenant?.Value, rule.Type?.Value, rule.Age?.TotalDays, rule.Count)));
    }

    [Fact]
    public void Stats_and_load_know_their_own_options()
    {
        var stats = OptionReader.Read(Command.Stats, ["--data", "x", "--json"], new Hashtable { ["WAZIUP_URLS"] = "http://127.0.0.1:1" });
        var load = OptionReader.Read(Command.Load, ["--tenant", "farm", "--skip-lines", "5", "--update", "file"], new Hashtable());

        Assert.Equal(("x", true), (stats.Data, stats.Json));
        Assert.Equal(("farm", 5, true, "file"), (load.Tenant.Value, load.Load.SkipLines, load.Load.Update, load.File));
        Assert.Equal("load needs a FILE to read",
            Assert.Throws<OptionsException>(() => OptionReader.Read(Command.Load, [], new Hashtable())).Message);
        Assert.Equal("--store memory: only the server itself sees what it keeps in memory",
            Assert.Throws<OptionsException>(() => OptionReader.Read(Command.Stats, ["--store", "memory"], new Hashtable())).Message);
        Assert.Throws<OptionsException>(() => OptionReader.Read(Command.Stats, ["--urls", "http://127.0.0.1:1"], new Hashtable()));
    }

    [Fact]
    public void Help_lists_every_option_with_its_value()
    {
        Assert.All(OptionTable.Rows, option => Assert.Contains($"  --{option.Name} {option.Value}", Help.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("--json", Help.Options(Command.Serve), StringComparison.Ordinal);
    }

    static ServerOptions Read(params string[] arguments) => OptionReader.Read(Command.Serve, arguments, new Hashtable());

    static string Fault(string file) =>
        Assert.Throws<OptionsException>(() => OptionReader.Read(Command.Serve, [], new Hashtable(), file)).Message;

    static string Good(Option option, string file) => option.Value switch
    {
        null => "true",
        "N" => "1024" is var n && option.Name == "max-json-depth" ? "8" : option.Name == "max-received-bytes" ? "2000000000" : n,
        "SECONDS" or "DAYS" => "7",
        "HOST:PORT" => "10.0.0.1:80",
        "URL=FILE" => "http://a/c=" + file,
        "URL" => "http://127.0.0.1:4318",
        "[TENANT=]URL" => "farm=https://id.example",
        "KIND" => "sqlite",
        "RULE" => "days=7",
        "MQTT-URL" => "mqtts://gateway@localhost",
        "MILLISECONDS" => "1000",
        "WHAT" => "type=Plot,values=moisture",
        "LEVEL" => "warning",
        "FORMAT" => "json",
        _ => "name",
    };
}
