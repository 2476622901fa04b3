using Microsoft.Net.Http.Headers;

namespace Consensoor.Actors.Api;

/// <summary>Chooses the form of an answer by what the caller accepts, with their qualities (RFC 9110, 12.5.1).</summary>
internal static class MediaChoice
{
    /// <summary>
    /// The better accepted of JSON and SSZ; of equals the one that is named, or named first, and JSON where neither is or nothing is asked
    /// for. Null where neither is accepted.
    /// </summary>
    public static string? Preferred(HttpRequest request)
    {
        var accepted = Accepted(request);
        var (json, ssz) = (Rank(accepted, ApiResponse.Json), Rank(accepted, ApiResponse.OctetStream));
        return (json.Quality, ssz.Quality) switch
        {
            (0, 0) => null,
            var (one, other) when one > other => ApiResponse.Json,
            var (one, other) when other > one => ApiResponse.OctetStream,
            _ => ssz.Place < json.Place ? ApiResponse.OctetStream : ApiResponse.Json,
        };
    }

    /// <summary>True where JSON is accepted at all.</summary>
    public static bool TakesJson(HttpRequest request) => Rank(Accepted(request), ApiResponse.Json).Quality > 0;

    private static IList<MediaTypeHeaderValue> Accepted(HttpRequest request) => request.GetTypedHeaders().Accept ?? [];

    // The most specific entry that a type fits decides; one that does not name it has no place.
    private static (double Quality, int Place) Rank(IList<MediaTypeHeaderValue> accepted, string type)
    {
        if (accepted.Count == 0)
        {
            return (1, int.MaxValue);
        }

        var (quality, place, depth) = (0d, int.MaxValue, -1);
        foreach (var (at, entry) in accepted.Index())
        {
            var specific = entry.MatchesAllTypes ? 0 : entry.MatchesAllSubTypes ? 1 : 2;
            if (specific > depth && entry.MatchesMediaType(type))
            {
                (quality, place, depth) = (entry.Quality ?? 1, specific == 2 ? at : int.MaxValue, specific);
            }
        }

        return (quality, place);
    }
}
