using Microsoft.Extensions.Options;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Says which option is out of its bounds, before anything is opened.</summary>
internal sealed class PostgreSqlOptionsCheck : IValidateOptions<PostgreSqlOptions>
{
    public ValidateOptionsResult Validate(string? name, PostgreSqlOptions options)
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
