-- obrolan.lua shows the classic chat protocol in Wireshark and tshark.
--
--   wireshark -X lua_script:docs/wireshark/obrolan.lua captures/eve-….pcapng
--
-- or copy it into the folder that Wireshark names under Help, About, Folders, Personal Lua
-- Plugins. The room's port is a preference (Edit, Preferences, Protocols, Obrolan).
--
-- What it adds to a display filter:
--
--   obrolan.kind == "password"     what a datagram is (the kinds are below)
--   obrolan.to_server              its direction, by the port
--   obrolan.n, obrolan.e           a public key
--   obrolan.name, obrolan.text     names and answers, which are in the clear
--   obrolan.cipher                 cipher text: hexadecimal numbers, one per letter
--   obrolan.numbers                how many numbers: the length of the text, where all of it is there
--   obrolan.line                   the whole cipher text of a line that came in pieces
--   obrolan.line.piece             the frames of those pieces
--   obrolan.line.in                the frame in which a piece's line ends
--
-- A datagram that the capture holds only the start of, and one that an ICMP error quotes, is named
-- as such and not read: what is in it would be counted wrongly, or twice.
--
-- It decrypts nothing: `lab decode` does, with the private key.

local obrolan = Proto("obrolan", "Obrolan classic chat")

local f = {
  kind = ProtoField.string("obrolan.kind", "Kind"),
  to_server = ProtoField.bool("obrolan.to_server", "To the server"),
  e = ProtoField.uint32("obrolan.e", "Public exponent e"),
  n = ProtoField.uint32("obrolan.n", "Modulus n"),
  name = ProtoField.string("obrolan.name", "Name", base.UNICODE),
  text = ProtoField.string("obrolan.text", "Text", base.UNICODE),
  cipher = ProtoField.string("obrolan.cipher", "Cipher text"),
  numbers = ProtoField.uint32("obrolan.numbers", "Numbers (letters)"),
  line = ProtoField.string("obrolan.line", "Whole line (cipher text)"),
  piece = ProtoField.framenum("obrolan.line.piece", "Piece in frame", base.NONE),
  last = ProtoField.framenum("obrolan.line.in", "Line ends in frame", base.NONE, frametype.RESPONSE),
}
obrolan.fields = f

local truncated = ProtoExpert.new("obrolan.cut", "The capture holds only the start of this datagram", expert.group.MALFORMED, expert.severity.WARN)
local malformed = ProtoExpert.new("obrolan.unknown", "Not a datagram of the protocol", expert.group.MALFORMED, expert.severity.WARN)
local headless = ProtoExpert.new("obrolan.headless", "A piece whose start is not in this capture", expert.group.SEQUENCE, expert.severity.NOTE)
obrolan.experts = { truncated, malformed, headless }

obrolan.prefs.port = Pref.uint("Port", 9999, "The room's UDP port")

-- Pieces of lines carry no number: they are joined in the order of the capture, on its first pass.
local MAX_LINE = 64 * 1024
local open_lines = {} -- flow -> { frames, text }: lines that have begun
local lines = {} -- frame -> { text, frames }: lines that end there
local ends = {} -- frame -> frame where the line ends that it is a piece of

function obrolan.init()
  open_lines, lines, ends = {}, {}, {}
end

-- count_numbers returns how many hexadecimal numbers a text holds, or nil if it holds anything else.
local function count_numbers(text)
  if text == "" or text:find("[^0-9a-fA-F ]") then return nil end
  local count = 0
  for _ in text:gmatch("%x+") do count = count + 1 end
  return count
end

-- trim takes white space off both ends: hand-written clients often send a line break.
local function trim(text) return text:match("^%s*(.-)%s*$") end

-- add_cipher adds a whole cipher text.
local function add_cipher(tree, range, text)
  tree:add(f.cipher, range, text)
  tree:add(f.numbers, range, count_numbers(text) or 0)
end

-- flow names the way from one end to the other.
local function flow(pinfo)
  return tostring(pinfo.src) .. " " .. pinfo.src_port .. " " .. tostring(pinfo.dst) .. " " .. pinfo.dst_port
end

-- collect joins the pieces of a flow. It is called once for each frame, in order, and
-- returns false for a piece without a start.
local function collect(way, frame, text)
  local rest = text:match("^ENCRYPTED:(.*)$")
  if rest then
    open_lines[way] = { frames = {}, text = {}, size = 0 }
    text = rest
  end
  local line = open_lines[way]
  if not line then return false end
  line.size = line.size + #text
  if line.size > MAX_LINE then
    open_lines[way] = nil
    return true
  end
  line.frames[#line.frames + 1] = frame
  line.text[#line.text + 1] = (text:gsub("END", ""))
  if text:find("END", 1, true) then
    open_lines[way] = nil
    lines[frame] = { text = table.concat(line.text), frames = line.frames }
    for _, piece in ipairs(line.frames) do ends[piece] = frame end
  end
  return true
end

-- show_piece adds a piece of a line, and the whole line where it ends.
local function show_piece(range, pinfo, tree, text)
  if not pinfo.visited and not collect(flow(pinfo), pinfo.number, text) then
    ends[pinfo.number] = false
  end
  -- A number may begin in one piece and end in the next, so only those of a whole line are counted.
  tree:add(f.cipher, range, (text:gsub("^ENCRYPTED:", ""):gsub("END", "")))
  local line = lines[pinfo.number]
  if line then
    tree:add(f.line, range, line.text):set_generated()
    tree:add(f.numbers, range, count_numbers(line.text) or 0):set_generated()
    for _, frame in ipairs(line.frames) do
      tree:add(f.piece, range, frame):set_generated()
    end
    return "line", string.format("ENCRYPTED, %d numbers, datagrams: %d", count_numbers(line.text) or 0, #line.frames)
  end
  if ends[pinfo.number] == false then
    tree:add_proto_expert_info(headless)
  elseif ends[pinfo.number] then
    tree:add(f.last, range, ends[pinfo.number]):set_generated()
  end
  return "piece", "ENCRYPTED, a piece"
end

-- keys reads E,N.
local function keys(range, tree, text)
  local e, n = text:match("^%s*(%d+)%s*,%s*(%d+)%s*$")
  if not e or #e > 10 or #n > 10 or tonumber(e) > 4294967295 or tonumber(n) > 4294967295 then return nil end
  tree:add(f.e, range, tonumber(e))
  tree:add(f.n, range, tonumber(n))
  return "keys", "public key e = " .. e .. ", n = " .. n
end

-- What a client sends: tag, kind, words for the summary.
local tags = {
  { "CHECK_USERNAME:", "check", "is this name free: " },
  { "SET_USERNAME:", "set", "takes the name " },
  { "SIGNUP_TAG:", "signup", "announces " },
  { "LEAVE_TAG", "leave", "leaves: " },
}

-- request reads a datagram to the server, and returns its kind and a summary.
local function request(range, tree, text)
  local password = text:match("^PASSWORD:(.*)$")
  if password then
    password = trim(password)
    local count = count_numbers(password)
    if not count then return nil end
    add_cipher(tree, range(9), password)
    return "password", string.format("PASSWORD, %d numbers", count)
  end
  for _, tag in ipairs(tags) do
    if text:sub(1, #tag[1]) == tag[1] then
      local name = trim(text:match("^[^:]*:([^:]*)") or "")
      tree:add(f.name, range, name)
      return tag[2], tag[3] .. name
    end
  end
  if text:find(",", 1, true) then return keys(range, tree, text) end
  text = trim(text)
  local count = count_numbers(text)
  if not count then return nil end
  add_cipher(tree, range, text)
  return "say", string.format("a line, %d numbers", count)
end

-- The texts of a server's answers.
local answers = {
  ["Password benar! Anda berada di obrolan"] = "right",
  ["Password salah! Coba lagi."] = "wrong",
  ["Masukkan password dengan format PASSWORD:<password>"] = "password_first",
  ["Username available"] = "available",
  ["Username unavailable"] = "unavailable",
  ["bye bye"] = "bye",
}

-- answer reads a datagram from the server.
local function answer(range, pinfo, tree, text)
  if answers[text] then
    tree:add(f.text, range, text)
    return answers[text], text
  end
  local name = text:match("^Username (.*) berhasil diset!$")
  if name then
    tree:add(f.name, range, name)
    tree:add(f.text, range, text)
    return "named", text
  end
  if text:find("^ENCRYPTED:") or not (text:gsub("END$", "")):find("[^0-9a-fA-F ]") then
    return show_piece(range, pinfo, tree, text)
  end
  return keys(range, tree, text)
end

-- incomplete tells a datagram that must not be read, and returns its kind and a summary.
local function incomplete(tvb, pinfo, tree)
  if pinfo.in_error_pkt then return "quoted", "quoted in an error" end
  if tvb:len() == tvb:reported_len() then return nil end
  -- A line with a hole in it is not the one that was sent.
  if not pinfo.visited then open_lines[flow(pinfo)] = nil end
  tree:add_proto_expert_info(truncated)
  return "cut", string.format("cut short: %d of %d bytes", tvb:len(), tvb:reported_len())
end

-- safe removes control characters, which could move the cursor of a terminal.
local function safe(text) return (text:gsub("%c", ".")) end

function obrolan.dissector(tvb, pinfo, tree)
  local range = tvb()
  local text = range:raw() -- Wireshark does not call dissectors for empty datagrams
  local to_server = pinfo.dst_port == obrolan.prefs.port
  pinfo.cols.protocol = "Obrolan"
  local branch = tree:add(obrolan, range)
  branch:add(f.to_server, to_server):set_generated()
  local kind, summary = incomplete(tvb, pinfo, branch)
  if kind then
    -- it is not read
  elseif to_server then
    kind, summary = request(range, branch, text)
  else
    kind, summary = answer(range, pinfo, branch, text)
  end
  if not kind then
    branch:add_proto_expert_info(malformed)
    kind, summary = "unknown", tvb:len() .. " bytes that are not a datagram of the protocol"
  end
  branch:add(f.kind, range, kind):set_generated()
  branch:append_text(", " .. safe(summary))
  pinfo.cols.info = (to_server and "→ server  " or "server →  ") .. safe(summary)
  return tvb:len()
end

local udp_ports = DissectorTable.get("udp.port")
local registered = obrolan.prefs.port
udp_ports:add(registered, obrolan)

function obrolan.prefs_changed()
  if registered == obrolan.prefs.port then return end
  udp_ports:remove(registered, obrolan)
  registered = obrolan.prefs.port
  udp_ports:add(registered, obrolan)
end
