-- Neovim's own client against `pagelens lsp --stdio`: hover, definition, references and diagnostics, written as JSON to PAGELENS_OUT.
local file, out = vim.env.PAGELENS_FILE, vim.env.PAGELENS_OUT
local answers = {}

local function finish(message)
  answers.error = message
  vim.fn.writefile({ vim.json.encode(answers) }, out)
  vim.cmd('qall!')
end

vim.cmd('edit ' .. vim.fn.fnameescape(file))
local buffer = vim.api.nvim_get_current_buf()
local client = vim.lsp.start_client({
  name = 'pagelens',
  cmd = { vim.env.PAGELENS_NODE, vim.env.PAGELENS_COMMAND, 'lsp', '--stdio' },
  root_dir = vim.fn.fnamemodify(file, ':h:h'),
  init_options = { settings = { index = { background = false } } },
})
if not client then return finish('the server did not start') end
vim.lsp.buf_attach_client(buffer, client)
if not vim.wait(20000, function() return vim.lsp.buf_get_clients(buffer)[client] ~= nil end) then return finish('no answer to initialize') end

vim.fn.search([[&page\[i\]\.\zsmapping]])
local function ask(method, more)
  local params = vim.tbl_extend('force', vim.lsp.util.make_position_params(), more or {})
  local found = vim.lsp.buf_request_sync(buffer, method, params, 20000)
  return found and found[client] and found[client].result
end

local hover = ask('textDocument/hover')
answers.hover = hover and hover.contents.value
local definition = ask('textDocument/definition')
answers.definition = definition and definition[1] and definition[1].uri
answers.references = #(ask('textDocument/references', { context = { includeDeclaration = false } }) or {})
vim.wait(20000, function() return #vim.diagnostic.get(buffer) > 0 end)
answers.diagnostics = #vim.diagnostic.get(buffer)
finish()
