using System.Net;

namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// What came of an exchange: status, the value of a header by its name (null where it is not there once) and the body; or a refusal in
/// their place.
/// </summary>
public sealed record BeaconReply(HttpStatusCode Status, Func<string, string?> Header, byte[] Body, BeaconRefusal? Refusal)
{
    /// <summary>Makes a reply of what was refused.</summary>
    public static BeaconReply Refused(BeaconProblem problem, string text) =>
        new(default, static _ => null, [], new BeaconRefusal(problem, text));
}
