using System.Text.Json;

namespace Consensoor.Interop.Engine.JsonRpc.Codec;

/// <summary>The envelope of a JSON-RPC answer: the bytes of its result, or why there is none.</summary>
internal readonly ref struct RpcReply
{
    private RpcReply(ReadOnlySpan<byte> result, RpcFailure? failure)
    {
        Result = result;
        Failure = failure;
    }

    /// <summary>The result as JSON, which is well formed.</summary>
    public ReadOnlySpan<byte> Result { get; }

    /// <summary>Why there is no result; null where there is one.</summary>
    public RpcFailure? Failure { get; }

    /// <summary>Reads the answer to the call of an id.</summary>
    public static RpcReply Read(ReadOnlySpan<byte> body, long id)
    {
        var start = body.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty || start[0] != '{')
        {
            var what = start.IsEmpty ? "nothing" : start[0] == '<' ? "HTML" : "something else";
            return No($"it answers with {what} where a JSON-RPC answer is due: is this the port of the Engine API?");
        }

        try
        {
            return ReadObject(body, id);
        }
        catch (JsonException e)
        {
            // The reader has no other way to say it; it says the place.
            return No($"its answer is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
    }

    private static RpcReply ReadObject(ReadOnlySpan<byte> body, long id)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = EngineJson.MaxDepth });
        var (isIdRight, hasResult) = (false, false);
        var result = default(ReadOnlySpan<byte>);
        RpcFailure? error = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("id"u8))
            {
                isIdRight = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var theirs) && theirs == id;
                reader.Skip();
            }
            else if (name.SequenceEqual("result"u8))
            {
                var begin = (int)reader.TokenStartIndex;
                reader.Skip();
                hasResult = true;
                result = body[begin..(int)reader.BytesConsumed];
            }
            else if (name.SequenceEqual("error"u8) && reader.TokenType != JsonTokenType.Null)
            {
                error = ReadError(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // What stands behind the object would be an error here.
        reader.Read();
        return (isIdRight, error, hasResult) switch
        {
            (_, { } failure, _) when isIdRight || !hasResult => new RpcReply(default, failure),
            (false, _, _) => No($"its answer is not to call {id}: it has another id or none"),
            (_, _, false) => No("its answer has neither a result nor an error"),
            _ => new RpcReply(result, null),
        };
    }

    private static RpcFailure ReadError(ref Utf8JsonReader reader)
    {
        var (code, message) = (0, "");
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return new RpcFailure(RpcFailureKind.RpcError, "an error that says nothing");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("code"u8) && reader.TokenType == JsonTokenType.Number)
            {
                reader.TryGetInt32(out code);
            }
            else if (name.SequenceEqual("message"u8) && reader.TokenType == JsonTokenType.String)
            {
                message = RpcText.Clean(reader.ValueSpan);
            }

            reader.Skip();
        }

        var kind = code == RpcFailure.UnknownMethod ? RpcFailureKind.MethodNotFound : RpcFailureKind.RpcError;
        return new RpcFailure(kind, message.Length == 0 ? "an error without a message" : message, code);
    }

    private static RpcReply No(string why) => new(default, new RpcFailure(RpcFailureKind.NotRpc, why));
}
