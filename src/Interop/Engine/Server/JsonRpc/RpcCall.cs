using System.Text.Json;

namespace Consensoor.Interop.Engine.Server.JsonRpc;

/// <summary>
/// A call of JSON-RPC: its id and parameters as JSON that is well formed, `null` and a list of none where there are none.
/// </summary>
internal readonly record struct RpcCall(string Method, ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Params)
{
    private const int MaxIdBytes = 256;

    // As deep as anything the Engine API takes is nested, with room.
    private const int MaxDepth = 16;

    private static readonly byte[] Null = "null"u8.ToArray();
    private static readonly byte[] NoParams = "[]"u8.ToArray();

    /// <summary>The id where a body has none, or is no call.</summary>
    public static ReadOnlyMemory<byte> NoId => Null;

    /// <summary>Reads a body; the error where it is no call. Several calls in one body are not taken.</summary>
    public static RpcError? Read(ReadOnlyMemory<byte> body, out RpcCall call)
    {
        call = new RpcCall("", Null, NoParams);
        try
        {
            return ReadObject(body, ref call);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader has no other way to say it: no JSON, or a name that is no UTF-8.
            call = new RpcCall("", Null, NoParams);
            return RpcError.Parse;
        }
    }

    private static RpcError? ReadObject(ReadOnlyMemory<byte> body, ref RpcCall call)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return RpcError.Request;
        }

        var (isRight, isVersion) = (true, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            var begin = (int)reader.TokenStartIndex;
            var type = reader.TokenType;
            switch (name)
            {
                case "jsonrpc":
                    isVersion = type == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
                    break;
                case "method":
                    call = call with { Method = type == JsonTokenType.String ? reader.GetString()! : "" };
                    break;
            }

            reader.Skip();
            var value = body[begin..(int)reader.BytesConsumed];
            if (name == "id")
            {
                var isId = type is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null && value.Length <= MaxIdBytes;
                isRight &= isId;
                call = call with { Id = isId ? value : Null };
            }
            else if (name == "params")
            {
                var isList = type == JsonTokenType.StartArray;
                isRight &= isList;
                call = call with { Params = isList ? value : NoParams };
            }
        }

        // What stands behind the object would be an error here.
        reader.Read();
        return isRight && isVersion && call.Method.Length > 0 ? null : RpcError.Request;
    }
}
