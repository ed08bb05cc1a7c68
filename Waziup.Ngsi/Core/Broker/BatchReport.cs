using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>How the elements of a batch ended (5.2.16): ids in the order of the batch, each once.</summary>
internal sealed class BatchReport
{
    private readonly List<string> _created = [];
    private readonly List<string> _succeeded = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<(string Id, NgsiLdError Error, string? RegistrationId)> _errors = [];

    public IReadOnlyList<string> Created => _created;

    public IReadOnlyList<string> Succeeded => _succeeded;

    public IReadOnlyList<(string Id, NgsiLdError Error, string? RegistrationId)> Errors => _errors;

    public void Succeed(string id, bool created)
    {
        if (created)
            _created.Add(id);
        if (_seen.Add(id))
            _succeeded.Add(id);
    }

    public void Fail(string id, NgsiLdError error, string? registrationId = null) => _errors.Add((id, error, registrationId));

    /// <summary>The error of an element of which some attributes were left as they were.</summary>
    public static NgsiLdError NotUpdated(IEnumerable<RefusedAttribute> refused) =>
        NgsiLdErrors.BadRequestData("not updated: " + string.Join("; ", refused.Select(one => $"{one.Name} ({one.Reason})")));
}
