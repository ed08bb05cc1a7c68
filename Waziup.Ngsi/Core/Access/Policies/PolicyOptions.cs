namespace Waziup.Ngsi.Access.Policies;

/// <summary>How policies are carried out.</summary>
public sealed class PolicyOptions
{
    /// <summary>What is put before the name of a subject that is no URI, where policies compare it with relationships.</summary>
    /// <value>Default <c>urn:ngsi-ld:Person:</c>.</value>
    public string SubjectPrefix { get; set; } = "urn:ngsi-ld:Person:";

    /// <summary>What is put before the name of a group that is no URI.</summary>
    /// <value>Default <c>urn:ngsi-ld:Organization:</c>.</value>
    public string GroupPrefix { get; set; } = "urn:ngsi-ld:Organization:";

    /// <summary>The role whose bearers write policies. It gives nothing else by itself.</summary>
    /// <value>Default <c>administrator</c>.</value>
    public string AdministratorRole { get; set; } = "administrator";

    /// <summary>How many policies a tenant may keep.</summary>
    /// <value>Default 1000.</value>
    public int MaxPolicies { get; set; } = 1000;

    /// <summary>How many entities a policy with a cohort may be about; one that is about more shows none.</summary>
    /// <value>Default 100,000.</value>
    public int MaxCohortEntities { get; set; } = 100_000;

    /// <summary>How often a process looks whether another one has changed policies.</summary>
    /// <value>Default 500 ms; at most 1 s.</value>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMilliseconds(500);
}
