using Microsoft.Extensions.Options;

namespace Waziup.Ngsi.Hosting;

/// <summary>Says which option is out of its bounds, before anything is opened.</summary>
/// <param name="validate">Throws <see cref="ArgumentException"/> for an option that is.</param>
internal sealed class OptionsCheck<T>(Action<T> validate) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        try
        {
            validate(options);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException wrong)
        {
            return ValidateOptionsResult.Fail(wrong.Message);
        }
    }
}
