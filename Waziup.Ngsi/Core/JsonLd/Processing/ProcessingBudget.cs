namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>How much work on contexts a call may still cause: a small document can name large contexts again and again.</summary>
/// <param name="definitions">How many terms all contexts may define.</param>
/// <param name="terms">How many terms one context may have.</param>
internal sealed class ProcessingBudget(int definitions, int terms)
{
    private int _spent;

    /// <summary>Takes some definitions off.</summary>
    public void Spend(int count)
    {
        _spent += count;
        if (_spent > definitions)
        {
            throw new JsonLdException(
                JsonLdErrorCode.TooLarge, $"The contexts of a document may define {definitions} terms, repetitions included.");
        }
    }

    /// <summary>Whether a context with these terms may have one more.</summary>
    public void CheckRoom(int count)
    {
        if (count >= terms)
            throw new JsonLdException(JsonLdErrorCode.TooLarge, $"A context may define {terms} terms at most.");
    }
}
