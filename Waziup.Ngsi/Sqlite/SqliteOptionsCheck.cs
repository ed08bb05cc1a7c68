using Microsoft.Extensions.Options;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Says which option is out of its bounds, before anything is opened.</summary>
internal sealed class SqliteOptionsCheck : IValidateOptions<SqliteOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteOptions options)
    {
        try
        {
            options.Validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException wrong)
        {
            return ValidateOptionsResult.Fail(wrong.Message);
        }
    }
}
